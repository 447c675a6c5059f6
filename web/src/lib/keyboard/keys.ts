/** What can be done by one press, in the order in which it is told. */
export const commands = [
	'palette',
	'search',
	'next',
	'previous',
	'choose',
	'edit',
	'help'
] as const;
export type Command = (typeof commands)[number];

/** A press: a key as it is typed, `mod+` before it with ⌘ or Ctrl. */
export type Press = string;

const firstKeys: Readonly<Record<Command, Press>> = {
	palette: 'mod+k',
	search: '/',
	next: 'j',
	previous: 'k',
	choose: 'x',
	edit: 'e',
	help: '?'
};

/** Commands by their own keys; null: off. */
export type OwnKeys = Partial<Record<Command, Press | null>>;

export const keyOf = (own: OwnKeys, command: Command): Press | null =>
	own[command] === undefined ? firstKeys[command] : own[command];

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>;

/** Keys that lead through the page, and stay what they are. */
const kept = new Set([
	'Tab',
	'Enter',
	' ',
	'Escape',
	'Backspace',
	'Delete',
	'Dead',
	'Unidentified'
]);

/** What was pressed, as it is kept; null: nothing that can be a command's. */
export function pressOf({ key, ctrlKey, metaKey, altKey }: Pressed): Press | null {
	if (altKey || kept.has(key) || [...key].length > 1) return null;
	const lower = key.toLowerCase();
	return ctrlKey || metaKey ? `mod+${lower}` : lower;
}

/** The command of a press; null: none. */
export const commandOf = (own: OwnKeys, pressed: Pressed): Command | null => {
	const press = pressOf(pressed);
	return commands.find((command) => press !== null && keyOf(own, command) === press) ?? null;
};

/** The keys with another for a command; a command that had it before has none then. */
export function withKey(own: OwnKeys, command: Command, press: Press | null): OwnKeys {
	const others = commands.filter(
		(other) => other !== command && press !== null && keyOf(own, other) === press
	);
	return {
		...own,
		...Object.fromEntries(others.map((other) => [other, null])),
		[command]: press
	};
}

/** What was kept on the device, as far as it is keys. */
export function ownKeysIn(text: string | null): OwnKeys {
	try {
		const value = JSON.parse(text ?? 'null') as Record<string, unknown> | null;
		return Object.fromEntries(
			commands.flatMap((command) => {
				const press = value?.[command];
				return press === null || typeof press === 'string' ? [[command, press]] : [];
			})
		);
	} catch {
		return {};
	}
}
