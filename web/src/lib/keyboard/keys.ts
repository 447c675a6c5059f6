/** What can be done by one press, in the order in which it is told. */
export const commands = [
	'palette',
	'search',
	'next',
	'previous',
	'choose',
	'edit',
	'deeds',
	'panelNext',
	'panelPrevious',
	'help',
	'today',
	'events',
	'people',
	'more'
] as const;
export type Command = (typeof commands)[number];

/** A press: a key as it is typed, `mod+` before it with ⌘ or Ctrl; of two keys, the first with a space. */
export type Press = string;

const firstKeys: Readonly<Record<Command, Press>> = {
	palette: 'mod+k',
	search: '/',
	next: 'j',
	previous: 'k',
	choose: 'x',
	edit: 'e',
	deeds: 'b',
	panelNext: 'arrowdown',
	panelPrevious: 'arrowup',
	help: '?',
	today: 'g t',
	events: 'g e',
	people: 'g p',
	more: 'g m'
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
	if (altKey || kept.has(key) || ([...key].length > 1 && !key.startsWith('Arrow'))) return null;
	const lower = key.toLowerCase();
	return ctrlKey || metaKey ? `mod+${lower}` : lower;
}

/**
 * The command of a press; null: none.
 * @param after the first key of two, pressed a moment ago
 */
export function commandOf(own: OwnKeys, pressed: Pressed, after?: Press): Command | null {
	const press = pressOf(pressed);
	if (press === null) return null;
	const whole = after ? `${after} ${press}` : press;
	return commands.find((command) => keyOf(own, command) === whole) ?? null;
}

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
