import * as v from 'valibot';
import {
	customValueSchema,
	fitsField,
	type CustomField,
	type CustomValue
} from './custom-fields.ts';
import { emailSchema } from './email.ts';
import { isOpenToAttendees, isOver, type Event } from './events.ts';
import { idSchema, instantSchema, lineSchema } from './fields.ts';
import { groupNameSchema, type Group } from './groups.ts';
import { corrections, type SaidOfPerson } from './import-changes.ts';
import type { Import } from './imports.ts';
import {
	accept,
	ask,
	defineMutation,
	refuse,
	type Answers,
	type Decision,
	type Effect,
	type MailingStanding,
	type MutationContext,
	type Notice,
	type Refusal,
	type Write
} from './mutation.ts';
import {
	aliasOf,
	gapsFilled,
	mayEditPeople,
	newPerson,
	patchIfAny,
	personKnown
} from './people-mutations.ts';
import { newPersonSchema, personFieldsSchema, type Person, type PersonFields } from './people.ts';
import {
	confirmationChoices,
	keyUses,
	type ConfirmationChoice,
	type MailBefore,
	type MailStanding,
	type Registration
} from './registrations.ts';
import { can, type Actor } from './team.ts';

/** The most rows that one mutation carries: its transaction must not keep a check-in waiting. */
export const longestBatch = 500;

const mayRegister = (actor: Actor, eventId: string): boolean =>
	can(actor, { area: 'people', level: 'edit', eventId });

/**
 * Organizers also register for what is over: a device notes without network who came, and may tell of it
 * the day after. Nobody is registered for what was called off.
 */
const openToOrganizers = (event: Event): boolean => event.status !== 'cancelled';

const mailStateFor = {
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

const awaited = (state: Registration['mailState']): boolean =>
	state === 'queued' || state === 'deferred';

/** What is to be known to take mails back: the deed that has them sent, and what was shown until then. */
function mailedBy(
	mailing: string | undefined,
	row: MailBefore
): Pick<Registration, 'mailing' | 'mailBefore'> {
	if (mailing === undefined) return {};
	const { mailState, mailReason, mailAt } = row;
	const waits = awaited(mailState) && row.mailing;
	const waited = waits ? { mailing: row.mailing, mailBefore: row.mailBefore ?? null } : {};
	return { mailing, mailBefore: { mailState, mailReason, mailAt, ...waited } };
}

const neverMailed: MailStanding = { mailState: 'not_sent', mailReason: null, mailAt: null };

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

/** Registers a person, or gives a cancelled registration its place back. Null: registered already. */
export function register(id: string, person: Person, to: Registering): Write | null {
	const known = to.registered.get(person.id);
	if (known && known.status !== 'cancelled') return null;
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

const addedSchema = v.object({
	eventId: idSchema,
	people: v.pipe(
		v.array(v.object({ id: idSchema, personId: idSchema })),
		v.minLength(1),
		v.maxLength(longestBatch)
	),
	confirmations: v.picklist(confirmationChoices),
	/** By which the confirmations can be taken back. */
	mailing: v.optional(idSchema)
});

/** Registers people of the directory for an event. */
export const addRegistrations = defineMutation({
	name: 'registrations.add',
	version: 2,
	schema: addedSchema,
	questions: ({ eventId, people }) => {
		const personIds = people.map(({ personId }) => personId);
		return {
			event: ask.row('events', eventId),
			people: ask.rows('people', personIds),
			registered: ask.registrations(eventId, personIds),
			taken: ask.registeredCount(eventId)
		};
	},
	decide: (args, { event, people, registered, taken }, { actor, now }) => {
		if (!mayRegister(actor, args.eventId)) return refuse('not_allowed');
		if (!event || event.deletedAt !== null || people.size === 0) return refuse('missing');
		if (!openToOrganizers(event)) return refuse('event_over');
		const to: Registering = {
			event,
			confirmations: args.confirmations,
			mailing: args.mailing,
			source: 'organizer',
			now,
			places: placesOf(event, taken),
			registered: new Map(registered)
		};
		const writes = args.people.map(({ id, personId }) => {
			const person = people.get(personId);
			return person && person.deletedAt === null ? register(id, person, to) : null;
		});
		return accept(written(writes), confirmationEffects(event.id, writes, args.mailing));
	}
});

/** Of devices that take no mail back. */
export const addRegistrations1 = defineMutation({
	...addRegistrations,
	version: 1,
	schema: v.omit(addedSchema, ['mailing'])
});

/** A person, and the id of the registration that it makes. A person known to the device has their own id. */
const newcomerSchema = v.object({ ...newPersonSchema.entries, registrationId: idSchema });

/** One row of an import. */
const importRowSchema = v.object({
	...newcomerSchema.entries,
	custom: v.optional(v.record(idSchema, v.nonNullable(customValueSchema))),
	/** Groups to join. */
	groupIds: v.optional(v.pipe(v.array(idSchema), v.maxLength(100)))
});
type ImportRow = v.InferOutput<typeof importRowSchema>;

/** Someone brought into an event, and what that does to the directory. */
interface BroughtIn {
	/** As their registration shows them. */
	person: Person;
	writes: Write[];
}

type Changes = Partial<Omit<Person, 'id'>>;

/**
 * What bringing somebody in does to the directory, and the person it leads to.
 * @param change what is written of who is known; null: nothing, and their registration shows what was
 * given, because the directory is hidden from who brings them in
 */
function bringIn(
	{
		id,
		...fields
	}: v.InferOutput<typeof newPersonSchema> & Pick<SaidOfPerson, 'custom' | 'groupIds'>,
	known: Person | undefined,
	change: ((person: Person, given: Partial<PersonFields>) => Changes) | null,
	now: number
): BroughtIn {
	if (!known) {
		const { custom = {}, groupIds = [], ...given } = fields;
		const person = { ...newPerson({ id, ...given }, now), custom, groupIds };
		return { person, writes: [{ write: 'insert', entity: 'people', row: person }] };
	}
	const changed = change?.(known, fields) ?? {};
	const writes = patchIfAny(known, changed);
	if (known.id !== id)
		writes.push({ write: 'insert', entity: 'people', row: aliasOf(id, known, now) });
	if (change) return { person: { ...known, ...changed }, writes };
	const { firstName = '', lastName = '', language = null } = fields;
	return { person: { ...known, firstName, lastName, language }, writes };
}

const emailsOf = (rows: readonly { email?: string | null | undefined }[]): string[] =>
	rows.flatMap(({ email }) => (email ? [email] : []));

/** The organisation's fields and groups that rows name, as they are now. */
interface Named {
	customFields: ReadonlyMap<string, CustomField>;
	groups: ReadonlyMap<string, Group>;
	/** Groups that are made with the rows. */
	made: ReadonlySet<string>;
}

/**
 * A row without what doesn't fit any more: a choice or a group that went since the sheet was read keeps nobody
 * from being brought in.
 */
function stillFitting(
	{ custom = {}, groupIds = [], ...row }: ImportRow,
	{ customFields, groups, made }: Named
): ImportRow & { custom: Record<string, CustomValue>; groupIds: string[] } {
	const fits = (id: string, value: CustomValue): boolean => {
		const field = customFields.get(id);
		return field?.deletedAt === null && fitsField(field, value);
	};
	const takes = (id: string): boolean => {
		const group = groups.get(id);
		return group ? group.deletedAt === null && !group.smart : made.has(id);
	};
	return {
		...row,
		custom: Object.fromEntries(Object.entries(custom).filter(([id, value]) => fits(id, value))),
		groupIds: groupIds.filter(takes)
	};
}

const countSchema = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000));

/** How many people a part of an import made, changed and registered. */
function countsOf(writes: readonly Write[]): Pick<Import, 'made' | 'changed' | 'registered'> {
	const isMade = (one: Write) =>
		one.write === 'insert' && one.entity === 'people' && one.row.mergedInto === null;
	const changed = writes.flatMap((one) =>
		one.write === 'patch' && one.entity === 'people' ? [one.id] : []
	);
	return {
		made: writes.filter(isMade).length,
		changed: new Set(changed).size,
		registered: writes.filter(({ entity }) => entity === 'registrations').length
	};
}

/** Notes with the import what a part of it did. Devices of before told of none. */
function notedImport(
	{ of, eventId }: Bringing,
	begun: Import | undefined,
	writes: readonly Write[],
	{ actor, now }: MutationContext
): Write[] {
	if (!of || actor.kind !== 'member') return [];
	const { made, changed, registered } = countsOf(writes);
	if (begun) {
		const fields = {
			made: begun.made + made,
			changed: begun.changed + changed,
			registered: begun.registered + registered
		};
		return [{ write: 'patch', entity: 'imports', id: of.id, fields }];
	}
	const row: Import = {
		...of,
		...{ userId: actor.userId, userName: '', eventId, createdAt: now },
		...{ made, changed, registered },
		...{ undoneAt: null, undoneParts: [], removed: 0, putBack: 0, cancelled: 0 },
		kept: { count: 0, people: [] }
	};
	return [{ write: 'insert', entity: 'imports', row }];
}

const rowsOf = <S extends v.GenericSchema>(row: S) =>
	v.pipe(v.array(row), v.minLength(1), v.maxLength(longestBatch));

const bringingSchema = v.object({
	eventId: v.nullable(idSchema),
	rows: rowsOf(importRowSchema),
	/** Groups to be made for these rows. */
	groups: v.pipe(v.array(v.object({ id: idSchema, name: groupNameSchema })), v.maxLength(100)),
	confirmations: v.picklist(confirmationChoices)
});

/** Rows to be brought in, by devices of all versions. */
type Bringing = Omit<v.InferOutput<typeof bringingSchema>, 'groups'> & {
	groups?: v.InferOutput<typeof bringingSchema>['groups'];
	of?: Pick<Import, 'id' | 'fileName' | 'rowCount' | 'parts'>;
};

const asksForRows = ({ of, eventId, rows, groups = [] }: Bringing) => ({
	begun: ask.row('imports', of?.id ?? ''),
	event: ask.row('events', eventId ?? ''),
	customFields: ask.rows('customFields', [
		...new Set(rows.flatMap(({ custom = {} }) => Object.keys(custom)))
	]),
	groups: ask.rows('groups', [
		...new Set(
			[...groups, ...rows].flatMap((one) => ('groupIds' in one ? (one.groupIds ?? []) : [one.id]))
		)
	]),
	byEmail: ask.peopleByEmail(emailsOf(rows)),
	same: ask.rows(
		'people',
		rows.map(({ id }) => id)
	),
	registered: ask.registrationsByEmail(eventId ?? '', emailsOf(rows)),
	registeredById: ask.registrations(
		eventId ?? '',
		eventId === null ? [] : rows.map(({ id }) => id)
	),
	taken: ask.registeredCount(eventId ?? '')
});

function bringRows(
	args: Bringing,
	{
		begun,
		event,
		customFields,
		groups,
		byEmail,
		same,
		registered,
		registeredById,
		taken
	}: Answers<ReturnType<typeof asksForRows>>,
	{ actor, now }: MutationContext
): Decision {
	const allowed = args.eventId === null ? mayEditPeople(actor) : mayRegister(actor, args.eventId);
	if (!allowed) return refuse('not_allowed');
	if (args.eventId !== null && (!event || event.deletedAt !== null)) return refuse('missing');
	if (event && !openToOrganizers(event)) return refuse('event_over');
	// It was taken back while this part was on its way.
	if (begun?.undoneAt != null) return accept([]);
	const to = event && {
		event,
		confirmations: args.confirmations,
		source: 'import' as const,
		now,
		places: placesOf(event, taken),
		registered: new Map([...registeredById, ...registered])
	};
	// Who holds one event alone brings people into it, and changes nobody in the directory.
	const mayCorrect = mayEditPeople(actor);
	const made = mayCorrect ? (args.groups ?? []).filter(({ id }) => !groups.has(id)) : [];
	const named = { customFields, groups, made: new Set(made.map(({ id }) => id)) };
	const people = new Map(byEmail);
	const writes: (Write | null)[] = made.map((group) => ({
		write: 'insert',
		entity: 'groups',
		row: { ...group, smart: false, rule: null, createdAt: now, deletedAt: null }
	}));
	for (const { registrationId, ...given } of args.rows) {
		const {
			registrationId: _,
			custom,
			groupIds,
			...fields
		} = stillFitting({ registrationId, ...given }, named);
		const row = mayCorrect ? { ...fields, custom, groupIds } : fields;
		const holder = row.email ? people.get(row.email) : undefined;
		const known = holder ?? (mayCorrect ? same.get(row.id) : undefined);
		// An address by which somebody is known leads to them; it may be of a duplicate who was merged.
		const change = (person: Person, said: SaidOfPerson) =>
			corrections(person, holder ? { ...said, email: undefined } : said);
		const imported = bringIn(row, known, mayCorrect ? change : null, now);
		if (row.email) people.set(row.email, imported.person);
		writes.push(...imported.writes);
		if (to) writes.push(register(registrationId, imported.person, to));
	}
	const all = written(writes);
	return accept(
		[...all, ...notedImport(args, begun, all, { actor, now })],
		event ? confirmationEffects(event.id, writes) : []
	);
}

/**
 * Brings in rows of a spreadsheet: people known by address are corrected, others added, groups that the rows name
 * and that aren't there are made, and all are registered where an event is named.
 */
export const importPeople = defineMutation({
	name: 'people.import',
	version: 3,
	schema: v.object({
		...bringingSchema.entries,
		/** The import that these rows are a part of. */
		of: v.object({
			id: idSchema,
			fileName: lineSchema(200),
			rowCount: countSchema,
			parts: countSchema
		}),
		part: countSchema
	}),
	importPart: ({ of, part }) => ({ importId: of.id, part }),
	questions: asksForRows,
	decide: bringRows
});

/** Of devices that take no import back. */
export const importPeople2 = defineMutation({
	name: 'people.import',
	version: 2,
	schema: bringingSchema,
	questions: asksForRows,
	decide: bringRows
});

/** Of devices that know no fields of the organisation's own. */
export const importPeople1 = defineMutation({
	name: 'people.import',
	version: 1,
	schema: v.object({
		...v.omit(bringingSchema, ['groups', 'rows']).entries,
		rows: rowsOf(newcomerSchema)
	}),
	questions: asksForRows,
	decide: bringRows
});

const { firstName, lastName, email } = personFieldsSchema.entries;

/**
 * Registers somebody by hand, who may be new. Whoever may edit the event's people may: an address that
 * the directory has already leads to that person, which only who may see the directory learns.
 */
export const registerSomeone = defineMutation({
	name: 'registrations.register_someone',
	version: 1,
	schema: v.pipe(
		v.object({
			eventId: idSchema,
			/** The person's, should they be new. */
			id: idSchema,
			registrationId: idSchema,
			firstName,
			lastName,
			email,
			confirmations: v.picklist(confirmationChoices)
		}),
		v.check((given) => Boolean(given.firstName || given.lastName || given.email), 'required')
	),
	questions: (args) => ({
		event: ask.row('events', args.eventId),
		same: ask.row('people', args.id),
		byEmail: ask.peopleByEmail(emailsOf([args])),
		registered: ask.registrationsByEmail(args.eventId, emailsOf([args])),
		taken: ask.registeredCount(args.eventId)
	}),
	decide: (
		{ eventId, registrationId, confirmations, ...given },
		{ event, same, byEmail, registered, taken },
		{ actor, now }
	) => {
		if (!mayRegister(actor, eventId)) return refuse('not_allowed');
		if (!event || event.deletedAt !== null) return refuse('missing');
		if (!openToOrganizers(event)) return refuse('event_over');
		if (same) return refuse('conflict');
		const known = given.email ? byEmail.get(given.email) : undefined;
		const seesDirectory = mayEditPeople(actor);
		const { person, writes } = bringIn(given, known, seesDirectory ? gapsFilled : null, now);
		const registration = register(registrationId, person, {
			event,
			confirmations,
			source: 'organizer',
			now,
			places: placesOf(event, taken),
			registered: new Map(registered)
		});
		return accept(
			written([...writes, registration]),
			confirmationEffects(eventId, [registration]),
			known && seesDirectory ? [personKnown(known)] : []
		);
	}
});

const someRegistrations = v.object({
	eventId: idSchema,
	personIds: v.pipe(v.array(idSchema), v.minLength(1), v.maxLength(longestBatch))
});

const asksForSome = ({ eventId, personIds }: v.InferOutput<typeof someRegistrations>) => ({
	event: ask.row('events', eventId),
	registrations: ask.registrations(eventId, personIds)
});

/** The registrations that were asked for, each once. Who was merged may have kept one: it is theirs alone. */
const askedFor = (
	personIds: readonly string[],
	registrations: ReadonlyMap<string, Registration>
): Registration[] => [...new Set(personIds.flatMap((id) => registrations.get(id) ?? []))];

function whyNotChange(
	eventId: string,
	event: Event | undefined,
	registrations: ReadonlyMap<string, Registration>,
	actor: Actor
): Refusal | null {
	if (!mayRegister(actor, eventId)) return 'not_allowed';
	return !event || event.deletedAt !== null || registrations.size === 0 ? 'missing' : null;
}

type FieldsFor = (registration: Registration) => Partial<Omit<Registration, 'id'>> | null;

/** Patches those that `fieldsFor` has a change for. */
export const patchesOf = (rows: Iterable<Registration>, fieldsFor: FieldsFor): Write[] =>
	[...rows].flatMap((row): Write[] => {
		const fields = fieldsFor(row);
		return fields ? [{ write: 'patch', entity: 'registrations', id: row.id, fields }] : [];
	});

/** Some registrations of an event, and by what id the mails that go to them can be taken back. */
const mailingToSome = v.object({ ...someRegistrations.entries, mailing: idSchema });

/** Whether a confirmation had become needless by a cancellation before it went. */
const missedMail = ({ mailState, mailReason }: Registration): boolean =>
	mailState === 'suppressed' && mailReason === 'registration_cancelled';

/** Gives a cancelled registration another status. The confirmation that the cancellation kept from going goes. */
const givenBack = (
	row: Registration,
	status: Registration['status']
): Partial<Omit<Registration, 'id'>> => ({
	status,
	...(missedMail(row) && row.email !== null && mailStateFor.now)
});

/**
 * The mails that changes of registrations ask for. Who had cancelled gets no new one: theirs goes if it hasn't, and
 * the server alone knows whether it has.
 */
function mailsOf(
	eventId: string,
	before: readonly Registration[],
	writes: readonly Write[],
	mailing?: string
): Effect[] {
	const wereCancelled = new Set(
		before.filter(({ status }) => status === 'cancelled').map(({ id }) => id)
	);
	const isBack = (one: Write): boolean =>
		one.write === 'patch' && wereCancelled.has(one.id) && 'status' in one.fields;
	const back = writes.flatMap((one) => (one.write === 'patch' && isBack(one) ? [one.id] : []));
	const others = writes.filter((one) => !isBack(one));
	return [
		...confirmationEffects(eventId, others, mailing),
		...(back.length > 0
			? [{ effect: 'resume_mails' as const, eventId, registrationIds: back }]
			: [])
	];
}

/** A mutation that mails those of the named registrations that `fieldsFor` has mailed. */
const mailRegistrations = (name: string, fieldsFor: FieldsFor) =>
	defineMutation({
		name,
		version: 2,
		schema: mailingToSome,
		questions: asksForSome,
		decide: ({ eventId, personIds, mailing }, { event, registrations }, { actor }): Decision => {
			const refusal = whyNotChange(eventId, event, registrations, actor);
			if (refusal) return refuse(refusal);
			const rows = askedFor(personIds, registrations);
			const writes = patchesOf(rows, (row) => {
				const fields = fieldsFor(row);
				const isMailed = fields?.mailState === 'queued' && row.status !== 'cancelled';
				return fields && { ...fields, ...(isMailed && mailedBy(mailing, row)) };
			});
			return accept(writes, mailsOf(eventId, rows, writes, mailing));
		}
	});

/** A mutation that patches those of the named registrations that `fieldsFor` has a change for. */
const changeRegistrations = (name: string, fieldsFor: FieldsFor) =>
	defineMutation({
		name,
		version: 1,
		schema: someRegistrations,
		questions: asksForSome,
		decide: ({ eventId, personIds }, { event, registrations }, { actor }): Decision => {
			const refusal = whyNotChange(eventId, event, registrations, actor);
			if (refusal) return refuse(refusal);
			const rows = askedFor(personIds, registrations);
			const writes = patchesOf(rows, fieldsFor);
			return accept(writes, mailsOf(eventId, rows, writes));
		}
	});

const reachable = (row: Registration): boolean => Boolean(row.email) && row.status !== 'cancelled';

/** Cancels registrations: their links lead to a page that says so. */
export const cancelRegistrations = changeRegistrations('registrations.cancel', (row) =>
	row.status === 'cancelled' ? null : { status: 'cancelled' }
);

const admitted: FieldsFor = (row) => {
	if (row.status === 'registered') return null;
	if (row.status === 'cancelled') return givenBack(row, 'registered');
	return { status: 'registered', ...(row.email !== null && mailStateFor.now) };
};

/**
 * Gives a place: takes a cancellation back, or admits from the waiting list beyond the capacity, which
 * mails the link that now leads in.
 */
export const admitRegistrations = mailRegistrations('registrations.admit', admitted);

/** Of devices that take no mail back. */
export const admitRegistrations1 = changeRegistrations('registrations.admit', admitted);

/** Takes an admission back, or a cancellation of who waited: they wait for a place. No new mail goes out. */
export const letWait = changeRegistrations('registrations.let_wait', (row) => {
	if (row.status === 'waiting_list') return null;
	return row.status === 'cancelled' ? givenBack(row, 'waiting_list') : { status: 'waiting_list' };
});

/**
 * Takes the registering of people back. Whose registration was made by it, and whom nothing reached since, is gone
 * from the event as though never registered; the others are cancelled, as who had been before.
 */
export const unregister = defineMutation({
	name: 'registrations.unregister',
	version: 1,
	schema: v.object({ eventId: idSchema, people: addedSchema.entries.people }),
	questions: ({ eventId, people }) => ({
		...asksForSome({ eventId, personIds: people.map(({ personId }) => personId) }),
		reached: ask.reached(
			eventId,
			people.map(({ id }) => id)
		)
	}),
	decide: ({ eventId, people }, { event, registrations, reached }, { actor }) => {
		const refusal = whyNotChange(eventId, event, registrations, actor);
		if (refusal) return refuse(refusal);
		const made = new Set(people.map(({ id }) => id));
		const rows = askedFor(
			people.map(({ personId }) => personId),
			registrations
		).filter(({ status }) => status !== 'cancelled');
		const gone = rows.filter(
			({ id, admittedAt, ledInAt }) =>
				made.has(id) && reached?.has(id) === false && admittedAt === null && ledInAt === null
		);
		return accept(
			patchesOf(rows, () => ({ status: 'cancelled' })),
			gone.length > 0
				? [{ effect: 'unregister', eventId, registrationIds: gone.map(({ id }) => id) }]
				: []
		);
	}
});

/** Notes that a wish to be erased was seen to. The person is deleted by who may, in the directory. */
export const settleErasure = changeRegistrations('registrations.settle_erasure', (row) =>
	row.erasureAskedAt === null ? null : { erasureAskedAt: null }
);

/** Notes that a link on many devices was looked at, and nothing is amiss. */
export const dismissDevices = changeRegistrations('registrations.dismiss_devices', (row) =>
	row.devicesSeen === null ? null : { devicesSeen: null }
);

const confirmed: FieldsFor = (row) => (reachable(row) ? mailStateFor.now : null);

/** Sends the confirmation with the access link, for the first time or again. */
export const sendConfirmations = mailRegistrations('registrations.confirm', confirmed);

/** Of devices that take no mail back. */
export const sendConfirmations1 = changeRegistrations('registrations.confirm', confirmed);

/** What was shown without the mail of a deed. */
const withoutMail = (row: MailBefore, mailing: string): MailBefore | null =>
	row.mailing === mailing
		? (row.mailBefore ?? null)
		: { ...row, ...(row.mailBefore && { mailBefore: withoutMail(row.mailBefore, mailing) }) };

const wasMailedBy = (row: MailBefore, mailing: string): boolean =>
	row.mailing === mailing || Boolean(row.mailBefore && wasMailedBy(row.mailBefore, mailing));

/**
 * How a registration is shown once the mail of a deed is taken back.
 * @param replacing whether it took the place of a mail that goes now
 */
function mailTakenBack(
	row: Registration,
	mailing: string,
	replacing: boolean
): Partial<Registration> {
	// Another took its place.
	if (row.mailing !== mailing)
		return { mailBefore: row.mailBefore ? withoutMail(row.mailBefore, mailing) : null };
	const before: MailBefore = row.mailBefore ?? neverMailed;
	const { mailState, mailReason, mailAt } =
		awaited(before.mailState) && !replacing ? neverMailed : before;
	return {
		// What became of another mail meanwhile is shown already.
		...(awaited(row.mailState) && { mailState, mailReason, mailAt }),
		mailing: before.mailing ?? null,
		mailBefore: before.mailBefore ?? null
	};
}

/** What is told of mails taken back: that some had gone, or that others have taken the place of all. A device can't know. */
function toldOfMails(
	{ eventId, personIds, mailing }: v.InferOutput<typeof mailingToSome>,
	mails: MailingStanding | null,
	left: readonly Registration[]
): Notice[] {
	if (!mails) return [];
	const { gone } = mails;
	if (gone > 0) return [{ notice: 'mails_gone', eventId, count: gone, of: personIds.length }];
	const replaced = left.some((row) => row.mailing && row.mailing !== mailing);
	return replaced ? [{ notice: 'changed_since', eventId }] : [];
}

/**
 * Takes mails back that a deed had sent, as far as they are in the outbox still: shown is what was before. How
 * many had gone is told.
 */
export const takeBackMails = defineMutation({
	name: 'registrations.take_back_mails',
	version: 1,
	schema: mailingToSome,
	questions: (args) => ({
		...asksForSome(args),
		mails: ask.mailing(args.eventId, args.mailing, args.personIds)
	}),
	decide: (args, { event, registrations, mails }, { actor }) => {
		const { eventId, personIds, mailing } = args;
		const refusal = whyNotChange(eventId, event, registrations, actor);
		if (refusal) return refuse(refusal);
		const rows = askedFor(personIds, registrations);
		const mailed = rows.filter((row) =>
			row.mailing === mailing ? (mails?.waiting.has(row.id) ?? true) : wasMailedBy(row, mailing)
		);
		const writes = patchesOf(mailed, (row) =>
			mailTakenBack(row, mailing, mails?.replacing.has(row.id) ?? true)
		);
		const registrationIds = mailed.map(({ id }) => id);
		return accept(
			writes,
			mailed.length > 0 ? [{ effect: 'take_back_mails', eventId, mailing, registrationIds }] : [],
			toldOfMails(args, mails, mailed.length > 0 ? [] : rows)
		);
	}
});

/** The first form of `rotateKeys`, which could not be taken back. */
export const rotateKeys1 = changeRegistrations('registrations.rotate_keys', (row) => ({
	keyVersion: row.keyVersion + 1,
	keyRotation: null,
	keyBefore: null
}));

/** Some registrations of an event, and a rotation of their keys: one id for all who are rotated together. */
const rotationOfSome = v.object({ ...someRegistrations.entries, rotation: idSchema });

/** Makes the present links void; new ones are derived from the raised version. */
export const rotateKeys = defineMutation({
	name: 'registrations.rotate_keys',
	version: 2,
	schema: rotationOfSome,
	questions: asksForSome,
	decide: ({ eventId, personIds, rotation }, { event, registrations }, { actor }) => {
		const refusal = whyNotChange(eventId, event, registrations, actor);
		if (refusal) return refuse(refusal);
		return accept(
			patchesOf(askedFor(personIds, registrations), ({ keyVersion }) => ({
				keyVersion: keyVersion + 1,
				keyRotation: rotation,
				keyBefore: keyVersion,
				devicesSeen: null
			}))
		);
	}
});

/**
 * Takes a rotation back: the links from before it work again, its own are void for good. Where the new link
 * has been opened already it stays, so that nobody is locked out who has just come in.
 */
export const takeBackKeys = defineMutation({
	name: 'registrations.take_back_keys',
	version: 1,
	schema: rotationOfSome,
	questions: (args) => ({
		...asksForSome(args),
		opened: ask.openedSince(args.eventId, args.rotation)
	}),
	decide: ({ eventId, personIds, rotation }, { event, registrations, opened }, { actor }) => {
		const refusal = whyNotChange(eventId, event, registrations, actor);
		if (refusal) return refuse(refusal);
		const rotated = askedFor(personIds, registrations).filter(
			(row) => row.keyRotation === rotation
		);
		if (rotated.length === 0) return refuse('conflict');
		const unopened = rotated.filter(({ id }) => !opened.has(id));
		if (unopened.length === 0) return refuse('link_opened');
		const kept = rotated.length - unopened.length;
		return accept(
			patchesOf(unopened, ({ keyVersion, keyBefore }) => ({
				keyVersion: keyBefore ?? keyVersion,
				keyRotation: null,
				keyBefore: null
			})),
			[],
			kept > 0 ? [{ notice: 'links_kept', eventId, count: kept }] : []
		);
	}
});

/**
 * Notes that keys were taken out of the app. It is done by then, so any member may note it of themselves,
 * though their rights or the event went meanwhile; nothing is given by it.
 */
export const revealKeys = defineMutation({
	name: 'registrations.reveal_keys',
	version: 2,
	schema: v.object({ ...someRegistrations.entries, way: v.picklist(keyUses), at: instantSchema }),
	questions: ({ eventId, personIds }) => ({
		registrations: ask.registrations(eventId, personIds)
	}),
	decide: ({ eventId, personIds, way, at }, { registrations }, { actor, now }) => {
		if (actor.kind !== 'member') return refuse('not_allowed');
		const registrationIds = askedFor(personIds, registrations).map(({ id }) => id);
		const { userId } = actor;
		return accept(
			[],
			registrationIds.length > 0
				? [
						{
							effect: 'reveal',
							eventId,
							registrationIds,
							userId,
							way,
							at: Math.min(at, now)
						}
					]
				: []
		);
	}
});

/** Of devices that export no keys. */
export const revealKeys1 = defineMutation({ ...revealKeys, version: 1 });

/**
 * An attendee signs up on the event's page. Made by the server, never pushed by a device. A known
 * address changes nothing of the person, and who is registered already gets their link by mail again:
 * the page's answer is the same.
 */
export const signUp = defineMutation({
	name: 'registrations.sign_up',
	version: 1,
	schema: v.object({
		...newcomerSchema.entries,
		firstName: v.pipe(lineSchema(100), v.minLength(1, 'required')),
		lastName: v.pipe(lineSchema(100), v.minLength(1, 'required')),
		email: emailSchema,
		eventId: idSchema
	}),
	questions: ({ eventId, email }) => ({
		event: ask.row('events', eventId),
		byEmail: ask.peopleByEmail([email]),
		registered: ask.registrationsByEmail(eventId, [email]),
		taken: ask.registeredCount(eventId)
	}),
	decide: (
		{ eventId: _, registrationId, ...args },
		{ event, byEmail, registered, taken },
		{ now }
	) => {
		if (!event || event.deletedAt !== null) return refuse('missing');
		if (!isOpenToAttendees(event, now)) return refuse('event_over');
		const known = byEmail.get(args.email);
		const person = known ?? newPerson(args, now);
		const to: Registering = {
			event,
			confirmations: 'now',
			source: 'page',
			now,
			places: placesOf(event, taken),
			registered: new Map(registered)
		};
		const registration = registered.get(person.id);
		const again: Write | null =
			registration && registration.status !== 'cancelled'
				? {
						write: 'patch',
						entity: 'registrations',
						id: registration.id,
						fields: { mailState: 'queued', mailReason: null }
					}
				: register(registrationId, person, to);
		const writes = [
			known ? null : ({ write: 'insert', entity: 'people', row: person } as const),
			again
		];
		return accept(written(writes), confirmationEffects(event.id, writes));
	}
});
