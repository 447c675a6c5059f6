import { expect } from '@playwright/test';
import type { Input, Tab } from './driver.ts';

type Role = 'button' | 'link' | 'radio' | 'field' | 'heading';

/** Where a control is, in the page's pixels. */
interface Spot {
	x: number;
	y: number;
	type: string;
}

/**
 * Runs in the page: finds a control by its role and name and brings it into sight.
 * @returns where it is, or why a person couldn't press it
 */
async function locate(role: Role, name: string): Promise<Spot | string> {
	const selectors = {
		button: 'button',
		link: 'a[href]',
		radio: 'input[type=radio]',
		field: 'input, textarea, select',
		heading: 'h1, h2, h3'
	};
	const pattern = new RegExp(name);
	const nameOf = (element: Element): string => {
		const label = (element as HTMLInputElement).labels?.[0];
		const text = element.getAttribute('aria-label') ?? (label ?? element).textContent;
		return text.replace(/\s+/g, ' ').replace(' · optional', '').trim();
	};
	let problem = 'is not there';
	for (const element of document.querySelectorAll(selectors[role])) {
		if (!pattern.test(nameOf(element)) || !element.checkVisibility()) continue;
		// What is drawn in a radio's place is its label.
		const label = role === 'radio' ? (element as HTMLInputElement).labels?.[0] : undefined;
		const seen = label ?? element;
		seen.scrollIntoView({ block: 'center', behavior: 'instant' });
		const { left, top, width, height } = seen.getBoundingClientRect();
		const spot = { x: Math.round(left + width / 2), y: Math.round(top + height / 2) };
		const hit = document.elementFromPoint(spot.x, spot.y);
		if (hit && seen.contains(hit)) return { ...spot, type: (element as HTMLInputElement).type };
		problem = hit ? `is under ${hit.outerHTML.slice(0, 200)}` : 'is out of sight';
	}
	return problem;
}

/** Runs in the page: a date or an hour is typed otherwise in each country, so it is put in as a whole. */
function put(name: string, value: string): void {
	const field = [...document.querySelectorAll('input')].find((input) =>
		[input.getAttribute('aria-label'), input.labels?.[0]?.textContent.trim()].includes(name)
	);
	if (!field) throw new Error(`no field ${name}`);
	Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, value);
	for (const type of ['input', 'change', 'focusout'])
		field.dispatchEvent(new Event(type, { bubbles: true }));
}

const patternOf = (name: string | RegExp): string =>
	typeof name === 'string' ? `^${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$` : name.source;

const press = (x: number, y: number): Input => ({
	type: 'pointer',
	id: 'mouse',
	actions: [
		{ type: 'pointerMove', x, y },
		{ type: 'pointerDown', button: 0 },
		{ type: 'pointerUp', button: 0 }
	]
});

const type = (text: string): Input => ({
	type: 'key',
	id: 'keyboard',
	actions: [...text].flatMap((value) => [
		{ type: 'keyDown', value },
		{ type: 'keyUp', value }
	])
});

/** A tab as a person uses it: by what controls are called, with pointer and keys. */
export class Page {
	readonly tab: Tab;

	constructor(tab: Tab) {
		this.tab = tab;
	}

	/** Runs a function in the page; it sees its arguments alone. */
	async run<A extends unknown[], T>(what: (...args: A) => T, ...args: A): Promise<Awaited<T>> {
		return (await this.tab.evaluate(
			`(${what.toString()})(...${JSON.stringify(args)})`
		)) as Awaited<T>;
	}

	async click(role: Role, name: string | RegExp): Promise<void> {
		const { x, y } = await this.#find(role, name);
		await this.tab.perform([press(x, y)]);
	}

	/** Puts text in place of what a field holds. */
	async fill(label: string, text: string): Promise<void> {
		const found = await this.#find('field', label);
		if (found.type === 'date' || found.type === 'time') return this.run(put, label, text);
		await this.tab.perform([press(found.x, found.y)]);
		await this.run(() => (document.activeElement as HTMLInputElement).select());
		await this.tab.perform([type(text)]);
		await expect
			.poll(() => this.run(() => (document.activeElement as HTMLInputElement).value), {
				message: `what was typed into ${label}`
			})
			.toBe(text);
	}

	/** Waits for a heading. */
	async expectHeading(name: string | RegExp): Promise<void> {
		await this.#find('heading', name);
	}

	/** Waits for text that can be seen. */
	async expectText(pattern: RegExp, timeout = 30_000): Promise<void> {
		const text = () => this.run(() => document.body.innerText.replace(/\s+/g, ' ')).catch(String);
		await expect.poll(text, { timeout }).toMatch(pattern);
	}

	async expectPath(pattern: RegExp): Promise<void> {
		await expect
			.poll(() => this.run(() => location.pathname).catch(String), { timeout: 30_000 })
			.toMatch(pattern);
	}

	/** Waits until everything saved here has reached the server. */
	async expectSynced(): Promise<void> {
		const state = () =>
			this.run(
				() =>
					[...document.querySelectorAll<HTMLElement>('[data-sync]')].find((shown) =>
						shown.checkVisibility()
					)?.dataset.sync
			).catch(String);
		await expect.poll(state, { timeout: 60_000 }).toBe('saved');
	}

	/** Where a control is, once it can be pressed and stands still. */
	async #find(role: Role, name: string | RegExp): Promise<Spot> {
		let last: Spot | string = '';
		const isStill = async (): Promise<string> => {
			const before = JSON.stringify(last);
			last = await this.run(locate, role, patternOf(name)).catch(String);
			if (typeof last === 'string') return last;
			return JSON.stringify(last) === before ? 'still' : 'moves';
		};
		await expect
			.poll(isStill, {
				message: `${role} “${String(name)}”`,
				timeout: 30_000,
				intervals: [100]
			})
			.toBe('still');
		return last as unknown as Spot;
	}
}
