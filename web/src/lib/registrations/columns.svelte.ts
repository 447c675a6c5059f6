import { local } from '#lib/sync/local.svelte.ts';

/** The columns of the registrants' list that can be hidden: names and what waits always stand there. */
export const registrantColumns = ['email', 'status', 'mail', 'key'] as const;
export type RegistrantColumn = (typeof registrantColumns)[number];

/** Keys are shown to nobody who didn't ask for them. */
const usual: readonly RegistrantColumn[] = ['email', 'status', 'mail'];

const tracks: Record<RegistrantColumn, string> = {
	email: 'minmax(9rem, 1.5fr)',
	status: '8.5rem',
	mail: 'minmax(7rem, 1.2fr)',
	key: '15.5rem'
};

/** The grid of a row whose columns are these, in their usual order. */
export function gridOf(active: readonly RegistrantColumn[]): { columns: string; areas: string } {
	const shown = registrantColumns.filter((column) => active.includes(column));
	return {
		columns: ['minmax(9rem, 1.2fr)', ...shown.map((column) => tracks[column]), '4rem'].join(' '),
		areas: ['name', ...shown, 'waits'].join(' ')
	};
}

/** Which columns a user chose on this device. */
export class ActiveColumns {
	#active = $state.raw<readonly RegistrantColumn[]>(usual);
	readonly #name: string;

	constructor(userId: string = local.membership?.user.id ?? '') {
		this.#name = `foyer.columns.registrants.${userId}`;
		this.#active = this.#kept() ?? usual;
	}

	get all(): readonly RegistrantColumn[] {
		return this.#active;
	}

	has(column: RegistrantColumn): boolean {
		return this.#active.includes(column);
	}

	set(column: RegistrantColumn, active: boolean): void {
		const others = this.#active.filter((each) => each !== column);
		this.#active = active ? [...others, column] : others;
		try {
			localStorage.setItem(this.#name, JSON.stringify(this.#active));
		} catch {
			// Kept until the page is left.
		}
	}

	#kept(): RegistrantColumn[] | null {
		try {
			const kept: unknown = JSON.parse(localStorage.getItem(this.#name) ?? 'null');
			return Array.isArray(kept)
				? registrantColumns.filter((column) => kept.includes(column))
				: null;
		} catch {
			return null;
		}
	}
}
