import { awaited } from '@foyer/shared/registering';
import type { Registration } from '@foyer/shared/registrations';

type Row = Pick<Registration, 'id' | 'mailState'>;

interface Sending {
	mailing: string;
	to: ReadonlySet<string>;
	/** Whom another mail waited for already: it goes once this one is taken back. */
	awaited: Set<string>;
}

/** More than can be taken back at a time. */
const mostKept = 8;

/** The latest sendings of links from this device, which may be taken back. */
export class Sendings {
	#kept: Sending[] = [];

	/** @param rows as they were before */
	add(mailing: string, rows: readonly Row[]): void {
		const sending: Sending = {
			mailing,
			to: new Set(rows.map(({ id }) => id)),
			awaited: new Set(rows.filter((row) => awaited(row.mailState)).map(({ id }) => id))
		};
		this.#kept = [...this.#kept, sending].slice(-mostKept);
	}

	/** Forgets a sending that is taken back. @returns to how many of those another mail goes all the same */
	takeBack(mailing: string): number {
		const at = this.#kept.findIndex((sending) => sending.mailing === mailing);
		const [own] = at === -1 ? [] : this.#kept.splice(at, 1);
		if (!own) return 0;
		const later = this.#kept.slice(at);
		let going = 0;
		for (const id of own.to) {
			const isAwaited = own.awaited.has(id);
			if (isAwaited || later.some(({ to }) => to.has(id))) going++;
			// What waited for them was this one alone.
			if (!isAwaited) for (const sending of later) sending.awaited.delete(id);
		}
		return going;
	}
}
