import { m } from '#lib/paraglide/messages.js';
import type { Command, Press } from './keys.ts';

const words: Record<Command, () => string> = {
	palette: m.keys_palette,
	search: m.keys_search,
	next: m.keys_next,
	previous: m.keys_previous,
	choose: m.keys_choose,
	edit: m.keys_edit,
	deeds: m.keys_deeds,
	panelNext: m.keys_panel_next,
	panelPrevious: m.keys_panel_previous,
	help: m.shell_shortcuts_show,
	today: m.shell_today,
	events: m.shell_events,
	people: m.shell_people,
	more: m.shell_more
};

/** What a command does. */
export const commandWords = (command: Command): string => words[command]();

const isApple = (): boolean => /Mac|iPhone|iPad/.test(navigator.platform);

const arrows: Record<string, string> = {
	arrowdown: '↓',
	arrowup: '↑',
	arrowleft: '←',
	arrowright: '→'
};

/** A press as the keyboard shows it, keys apart by spaces. */
export function pressWords(press: Press): string {
	if (!press.startsWith('mod+')) return arrows[press] ?? press;
	const key = press.slice('mod+'.length);
	return `${isApple() ? '⌘' : 'Ctrl'} ${arrows[key] ?? key.toUpperCase()}`;
}
