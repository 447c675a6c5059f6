import {
	commandOf,
	keyOf,
	ownKeysIn,
	withKey,
	type Command,
	type OwnKeys,
	type Press
} from './keys.ts';

const key = 'foyer.keys';

/** Where what is pressed is text, or a menu's or dialog's own. */
const taken = 'input, textarea, select, [role="menu"], [role="listbox"], dialog:not([data-beside])';

/** Boxes and radios are no text. */
const untyped = 'input[type="checkbox"], input[type="radio"]';

/** Whether somebody types there: then no key is a command. */
export function isTyping(target: EventTarget | null): boolean {
	if (!(target instanceof HTMLElement)) return false;
	if (target.isContentEditable) return true;
	const place = target.closest(taken);
	return place !== null && !(target === place && target.matches(untyped));
}

/** The keys of this device. */
class Keys {
	#own: OwnKeys = $state.raw({});

	constructor() {
		this.#own = ownKeysIn(localStorage.getItem(key));
	}

	of(command: Command): Press | null {
		return keyOf(this.#own, command);
	}

	/** Whether they are others than at first. */
	get changed(): boolean {
		return Object.keys(this.#own).length > 0;
	}

	/** @param press null: off */
	set(command: Command, press: Press | null): void {
		this.#keep(withKey(this.#own, command, press));
	}

	reset(): void {
		this.#keep({});
	}

	#keep(own: OwnKeys): void {
		this.#own = own;
		try {
			localStorage.setItem(key, JSON.stringify(own));
		} catch {
			// A device without room keeps them for as long as the page is open.
		}
	}

	/**
	 * The command that a press asks for; null: none, or somebody is typing.
	 * @param after the first key of two, pressed a moment ago
	 */
	heard(event: KeyboardEvent, after?: Press): Command | null {
		if (event.defaultPrevented || isTyping(event.target)) return null;
		return commandOf(this.#own, event, after);
	}
}

export const keys = new Keys();
