import { isOver, type Event } from './events.ts';
import type { Effect, Write } from './mutation.ts';
import type { Person } from './people.ts';
import type {
	ConfirmationChoice,
	MailBefore,
	MailStanding,
	Registration
} from './registrations.ts';
import { can, type Actor } from './team.ts';

export const mayRegister = (actor: Actor, eventId: string): boolean =>
	can(actor, { area: 'people', level: 'edit', eventId });

/**
 * Organizers also register for what is over: a device notes without network who came, and may tell of it
 * the day after. Nobody is registered for what was called off.
 */
export const openToOrganizers = (event: Event): boolean => event.status !== 'cancelled';

export const mailStateFor = {
	now: { mailState: 'queued', mailReason: null },
	later: { mailState: 'not_sent', mailReason: null },
	never: { mailState: 'suppressed', mailReason: 'organizer' }
} as const satisfies Record<ConfirmationChoice, MailPlan>;

type MailPlan = Omit<MailStanding, 'mailAt'>;

const noMail = (mailReason: string): MailPlan => ({ mailState: 'suppressed', mailReason });

/** Where the confirmation of a new registration stands. What is over is confirmed to nobody. */
function firstMail(person: Person, { event, confirmations, now }: Registering): MailPlan {
	if (!person.email) return noMail('no_address');
	if (confirmations !== 'never' && isOver(event, now)) return noMail('event_over');
	return mailStateFor[confirmations];
}

export const awaited = (state: Registration['mailState']): boolean =>
	state === 'queued' || state === 'deferred';

/** What is to be known to take mails back: the deed that has them sent, and what was shown until then. */
export function mailedBy(
	mailing: string | undefined,
	row: MailBefore
): Pick<Registration, 'mailing' | 'mailBefore'> {
	if (mailing === undefined) return {};
	const { mailState, mailReason, mailAt } = row;
	const waits = awaited(mailState) && row.mailing;
	const waited = waits ? { mailing: row.mailing, mailBefore: row.mailBefore ?? null } : {};
	return { mailing, mailBefore: { mailState, mailReason, mailAt, ...waited } };
}

export const neverMailed: MailStanding = { mailState: 'not_sent', mailReason: null, mailAt: null };

export interface Registering {
	event: Event;
	confirmations: ConfirmationChoice;
	/** By which the mails can be taken back. */
	mailing?: string | undefined;
	source: Registration['source'];
	now: number;
	/** Places left; infinite where the event has no limit. Lowered by each who takes one. */
	places: number;
	/** Who is registered, by person; grows with each who is. */
	registered: Map<string, Registration>;
}

function newRegistration(id: string, person: Person, to: Registering): Registration {
	return {
		id,
		eventId: to.event.id,
		personId: person.id,
		status: to.places > 0 ? 'registered' : 'waiting_list',
		source: to.source,
		firstName: person.firstName,
		lastName: person.lastName,
		email: person.email,
		language: person.language,
		...firstMail(person, to),
		mailAt: null,
		keyVersion: 1,
		createdAt: to.now,
		remindersStopped: false,
		erasureAskedAt: null,
		devicesSeen: null,
		admittedAt: null,
		admissionId: null,
		ledInAt: null,
		groupIds: person.groupIds
	};
}

/**
 * Which registration for an event is a person's, of theirs and those left with who was merged into them: one that
 * stands, theirs before another's; where none does, their own that was cancelled. By id, so that a device and the
 * server agree.
 */
export function registrationMeant(
	personId: string,
	rows: readonly Registration[]
): Registration | undefined {
	const own = rows.find((row) => row.personId === personId);
	if (own && own.status !== 'cancelled') return own;
	const [standing] = rows
		.filter(({ status }) => status !== 'cancelled')
		.sort((one, other) => (one.id < other.id ? -1 : 1));
	return standing ?? own;
}

/** Whether a person has a registration that stands, of those that are meant (`ask.registered`). */
export function isRegistered(
	personId: string,
	registered: ReadonlyMap<string, Registration>
): boolean {
	const row = registered.get(personId);
	return row !== undefined && row.status !== 'cancelled';
}

/** Registers a person, or gives a cancelled registration its place back. Null: registered already. */
export function register(id: string, person: Person, to: Registering): Write | null {
	if (isRegistered(person.id, to.registered)) return null;
	const known = to.registered.get(person.id);
	const made = newRegistration(id, person, to);
	const row = {
		...made,
		...(made.mailState === 'queued' && mailedBy(to.mailing, known ?? neverMailed))
	};
	to.places -= 1;
	to.registered.set(person.id, row);
	if (!known) return { write: 'insert', entity: 'registrations', row };
	const { status, mailState, mailReason, mailAt, mailing, mailBefore } = row;
	return {
		write: 'patch',
		entity: 'registrations',
		id: known.id,
		fields: {
			...{ status, mailState, mailReason, mailAt },
			...(mailing && { mailing, mailBefore: mailBefore ?? null })
		}
	};
}

/** How many places are left. */
export const placesOf = (event: Event, taken: number): number =>
	event.capacity === null ? Infinity : event.capacity - taken;

/**
 * The confirmations that newly made registrations ask for.
 * @param mailing by which they can be taken back
 */
export function confirmationEffects(
	eventId: string,
	writes: readonly (Write | null)[],
	mailing?: string
): Effect[] {
	const registrationIds = writes.flatMap((write) => {
		if (write?.entity !== 'registrations') return [];
		const { id, fields } =
			write.write === 'insert' ? { id: write.row.id, fields: write.row } : write;
		return fields.mailState === 'queued' ? [id] : [];
	});
	const by = mailing === undefined ? {} : { mailing };
	return registrationIds.length > 0
		? [{ effect: 'mail', mail: 'confirmation', eventId, registrationIds, ...by }]
		: [];
}

export const written = (writes: readonly (Write | null)[]): Write[] =>
	writes.filter((write) => write !== null);
