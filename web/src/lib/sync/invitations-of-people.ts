import {
	invitationState,
	invitedState,
	isOpenInvitation,
	type Invitation,
	type InvitedState
} from '@foyer/shared/invitations';
import type { InvitedAlready } from '@foyer/shared/mutation';

const none: readonly string[] = [];

/** Whose invitations are, kept in step row by row: they are asked for by person. */
export class InvitationIndex {
	readonly #byPerson = new Map<string, readonly string[]>();

	note(before: Invitation | undefined, after: Invitation | undefined): void {
		if (before?.personId === after?.personId) return;
		if (before) {
			const rest = this.of(before.personId).filter((id) => id !== before.id);
			if (rest.length > 0) this.#byPerson.set(before.personId, rest);
			else this.#byPerson.delete(before.personId);
		}
		if (after) this.#byPerson.set(after.personId, [...this.of(after.personId), after.id]);
	}

	/** The ids of those that stand under exactly a person's id. */
	of(personId: string): readonly string[] {
		return this.#byPerson.get(personId) ?? none;
	}
}

/** Invitations by id, with where each person's are, and perhaps are no longer. */
interface Rows {
	rows: ReadonlyMap<string, Invitation>;
	index: Pick<InvitationIndex, 'of'> | null | undefined;
}

/** What invitations are looked up in. */
interface Source {
	/** What the server said, and whose those are. */
	said: Rows;
	/** What waits here, which counts before it, and whose those are. */
	here: Rows;
	/** Who was merged into a person, and perhaps is no longer; what waits here has merged others. */
	mergedInto(id: string): Iterable<string> | undefined;
	mergedHere: Iterable<readonly [id: string, into: string]>;
	intoOf(id: string): string | null | undefined;
}

function take(found: Invitation[], one: Invitation | undefined, personId: string): void {
	if (one?.personId === personId) found.push(one);
}

/** People's invitations, those of who was merged into them among them. Looking somebody up costs the same however many there are. */
export class InvitationsOfPeople {
	readonly #source: Source;
	readonly #mergedHere = new Map<string, string[]>();

	constructor(source: Source) {
		this.#source = source;
		for (const [id, into] of source.mergedHere)
			this.#mergedHere.set(into, [...(this.#mergedHere.get(into) ?? []), id]);
	}

	/** Where somebody stands by all of theirs. */
	stateOf(personId: string): InvitedState {
		const only = this.#only(personId);
		if (only === undefined) return invitedState(this.of(personId));
		return only ? invitationState(only) : 'none';
	}

	/** The one that somebody has, null where there is none: what a list of everybody asks. Undefined: to be looked at closer. */
	#only(personId: string): Invitation | null | undefined {
		const { said, here } = this.#source;
		if (here.rows.size > 0 || this.#mergedHere.has(personId)) return undefined;
		if (this.#source.mergedInto(personId)) return undefined;
		const ids = said.index?.of(personId) ?? none;
		if (ids.length === 0) return null;
		const only = ids.length === 1 ? said.rows.get(ids[0] ?? '') : undefined;
		return only?.personId === personId ? only : undefined;
	}

	/** @param passed those they were merged into */
	of(personId: string, passed: readonly string[] = none): Invitation[] {
		const { said, here } = this.#source;
		const found: Invitation[] = [];
		// A list asks for everybody at once: where nothing waits here, each costs two looks.
		if (here.rows.size === 0) {
			for (const id of said.index?.of(personId) ?? none) take(found, said.rows.get(id), personId);
		} else {
			const ids = [...(said.index?.of(personId) ?? none), ...(here.index?.of(personId) ?? none)];
			for (const id of new Set(ids)) take(found, here.rows.get(id) ?? said.rows.get(id), personId);
		}
		for (const id of this.#merged(personId))
			if (!passed.includes(id)) found.push(...this.of(id, [...passed, personId]));
		return found;
	}

	#merged(personId: string): readonly string[] {
		const here = this.#mergedHere.get(personId);
		const said = this.#source.mergedInto(personId);
		if (!here && !said) return none;
		const ids = [...new Set([...(said ?? none), ...(here ?? none)])];
		return ids.filter((id) => this.#source.intoOf(id) === personId);
	}

	/** As far as a device knows. */
	already(personId: string): InvitedAlready {
		const invitations = this.of(personId);
		return {
			open: invitations.find(isOpenInvitation) ?? null,
			joined: invitations.some(({ acceptedAt }) => acceptedAt !== null)
		};
	}
}
