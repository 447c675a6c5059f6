import type { Component } from 'svelte';

export interface MenuItem {
	label: string;
	icon?: Component<{ class?: string }>;
	/** A deed, or an address to go to. */
	run?: () => void;
	href?: string;
	danger?: boolean;
	/** Why it can't be done now; shown below it. */
	blocked?: string | undefined;
	/** A line before it. */
	apart?: boolean;
}

const gap = 4;
const margin = 8;

interface Box {
	left: number;
	right: number;
	top: number;
	bottom: number;
}

/** Where a menu of a size stands near its button: below it, else above; its end at the button's end. */
export function menuPlace(
	button: Box,
	menu: { width: number; height: number },
	page: { width: number; height: number }
): { left: number; top: number } {
	const below = button.bottom + gap;
	const above = button.top - gap - menu.height;
	const fitsBelow = below + menu.height <= page.height - margin;
	const top =
		fitsBelow || above < margin ? Math.min(below, page.height - margin - menu.height) : above;
	const preferred = button.left < page.width / 2 ? button.left : button.right - menu.width;
	const left = Math.max(margin, Math.min(preferred, page.width - margin - menu.width));
	return { left, top: Math.max(margin, top) };
}

/** Puts an open menu near its button. */
export function placeNear(menu: HTMLElement, button: HTMLElement): void {
	const size = { width: menu.offsetWidth, height: menu.offsetHeight };
	const page = { width: document.documentElement.clientWidth, height: innerHeight };
	const { left, top } = menuPlace(button.getBoundingClientRect(), size, page);
	menu.style.left = `${left}px`;
	menu.style.top = `${top}px`;
}

type Step = 'first' | 'last' | 'next' | 'previous' | { startsWith: string };

/** Moves the focus among a menu's items, round and round. */
export function stepInMenu(menu: HTMLElement, step: Step): void {
	const items = [...menu.querySelectorAll<HTMLElement>('[role="menuitem"]')];
	const at = items.indexOf(document.activeElement as HTMLElement);
	itemAfter(items, at, step)?.focus();
}

function itemAfter(items: HTMLElement[], at: number, step: Step): HTMLElement | undefined {
	if (step === 'first') return items[0];
	if (step === 'last') return items.at(-1);
	if (step === 'next') return items[(at + 1) % items.length];
	if (step === 'previous') return items.at(at <= 0 ? -1 : at - 1);
	const letter = step.startsWith.toLowerCase();
	const rotated = [...items.slice(at + 1), ...items.slice(0, at + 1)];
	return rotated.find((item) => item.textContent.trim().toLowerCase().startsWith(letter));
}
