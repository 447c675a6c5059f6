import { sql } from 'kysely';
import { isOpenInvitation, type Invitation } from '@foyer/shared/invitations';
import type { InvitationMails, InvitedAlready } from '@foyer/shared/mutation';
import type { Person } from '@foyer/shared/people';
import { anyOf } from '../db/any-of.ts';
import type { TenantTx } from '../db/tenant.ts';
import { readMailed } from '../mail/mailings.reads.ts';
import { readSame } from '../people/merged.reads.ts';

const anyText = (texts: readonly string[]) => sql<string>`any(${sql.val(texts)}::text[])`;

/**
 * Whether people are invited, they or whoever was merged into them, at any address of theirs; or have joined: by an
 * invitation, or as who is of the team. The invitations are locked.
 * @param people by the id that was asked for
 */
export async function readInvited(
	tx: TenantTx,
	organisationId: string,
	people: ReadonlyMap<string, Person>
): Promise<Map<string, InvitedAlready>> {
	const persons = [...new Map([...people.values()].map((person) => [person.id, person])).values()];
	const emails = persons.flatMap(({ email }) => email ?? []);
	if (persons.length === 0) return new Map();
	const personOf = await readSame(
		tx,
		organisationId,
		persons.map(({ id }) => id)
	);
	const invitations = await tx
		.selectFrom('invitations')
		.selectAll()
		.where('organisationId', '=', organisationId)
		.where((eb) =>
			eb.or([
				eb('personId', '=', anyOf([...personOf.keys()])),
				eb('email', '=', anyText(emails)).and('acceptedAt', 'is', null).and('revokedAt', 'is', null)
			])
		)
		.orderBy('id')
		.forUpdate()
		.execute();
	const team = await readTeamAmong(tx, emails);
	const byPerson = Map.groupBy(invitations, ({ personId }) => personOf.get(personId) ?? '');
	const byEmail = Map.groupBy(invitations, ({ email }) => email);
	const already = ({ id, email }: Person): InvitedAlready => {
		const theirs: Invitation[] = [...(byPerson.get(id) ?? []), ...(byEmail.get(email ?? '') ?? [])];
		return {
			open: theirs.find(isOpenInvitation) ?? null,
			joined:
				(email !== null && team.has(email)) || theirs.some(({ acceptedAt }) => acceptedAt !== null)
		};
	};
	return new Map([...people].map(([asked, person]) => [asked, already(person)]));
}

async function readTeamAmong(
	tx: TenantTx,
	emails: readonly string[]
): Promise<ReadonlySet<string>> {
	const { rows } = await sql<{
		email: string;
	}>`select team_addresses(${sql.val(emails)}::text[]) as email`.execute(tx);
	return new Set(rows.map(({ email }) => email));
}

export async function readInvitationMails(
	tx: TenantTx,
	organisationId: string,
	ids: readonly string[],
	mailing: string
): Promise<InvitationMails> {
	const { waiting, gone } = await readMailed(
		tx
			.selectFrom('mails')
			.select('invitationId')
			.where('organisationId', '=', organisationId)
			.where('invitationId', '=', anyOf(ids))
			.where('mailing', '=', mailing)
	);
	return { waiting: new Set(waiting.flatMap(({ invitationId }) => invitationId ?? [])), gone };
}
