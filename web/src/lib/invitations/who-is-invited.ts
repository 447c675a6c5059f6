import { whyNotInvited } from '@foyer/shared/invitation-mutations';
import type { Invitation } from '@foyer/shared/invitations';
import type { InvitedAlready } from '@foyer/shared/mutation';
import type { Person } from '@foyer/shared/people';
import { Slices } from '#lib/lists/slices.ts';

/** Who of some people would be invited, and why the others wouldn't. */
export interface Inviting {
	fresh: readonly Person[];
	/** Invited already, by a mail that could go once more. */
	again: readonly Invitation[];
	/** How many are invited by a mail that waits still. */
	waiting: number;
	noAddress: number;
	joined: number;
}

/**
 * Looks at each in slices, so that the page goes on answering.
 * @param alreadyOf what a device knows of somebody
 */
export async function whoIsInvited(
	people: readonly Person[],
	alreadyOf: (personId: string) => InvitedAlready
): Promise<Inviting> {
	const slices = new Slices();
	const fresh: Person[] = [];
	const again: Invitation[] = [];
	let [waiting, noAddress, joined] = [0, 0, 0];
	for (const person of people) {
		const already = alreadyOf(person.id);
		const why = whyNotInvited(person, already);
		if (why === null) fresh.push(person);
		else if (why === 'joined') joined++;
		else if (why === 'no_address') noAddress++;
		else if (already.open?.mailState === 'queued') waiting++;
		else if (already.open) again.push(already.open);
		const rest = slices.step();
		if (rest) await rest;
	}
	return { fresh, again, waiting, noAddress, joined };
}
