import { m } from '#lib/paraglide/messages.js';
import type { Command, Press } from './keys.ts';

const words: Record<Command, () => string> = {
	palette: m.keys_palette,
	search: m.keys_search,
	next: m.keys_next,
	previous: m.keys_previous,
	choose: m.keys_choose,
	edit: m.keys_edit,
	help: m.shell_shortcuts_show
};

/** What a command does. */
export const commandWords = (command: Command): string => words[command]();

const isApple = (): boolean => /Mac|iPhone|iPad/.test(navigator.platform);

/** A press as the keyboard shows it, keys apart by spaces. */
export const pressWords = (press: Press): string =>
	press.startsWith('mod+') ? `${isApple() ? '⌘' : 'Ctrl'} ${press.slice(4).toUpperCase()}` : press;
