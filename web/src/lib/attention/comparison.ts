import { hasArrived } from '@foyer/shared/arrivals';
import type { EventRoom } from '@foyer/shared/events';
import { invitationState, invitedState } from '@foyer/shared/invitations';
import { displayName } from '@foyer/shared/people';
import type { Registration } from '@foyer/shared/registrations';
import type { QueuedMutation } from '@foyer/shared/sync';
import { formatNumber } from '#lib/i18n/format.ts';
import { m } from '#lib/paraglide/messages.js';
import { customValueWords } from '#lib/lists/condition-words.ts';
import { mailLook, statusLook } from '#lib/registrations/mail-words.ts';
import { invitedWords } from '#lib/invitations/invitation-words.ts';
import { sentWords } from '#lib/roles/role-words.ts';
import type { Args } from './deed-words.ts';
import { isTold, labelOf, valueWords } from './field-words.ts';
import type { ComparedEntity, There } from './there.ts';

/** One thing that a refused change wanted: what was entered, and what is there now. */
export interface Comparison {
	label: string;
	yours: string;
	/** Null where the whole of which it is a part isn't there. */
	now: string | null;
}

type Fields = Record<string, unknown>;

/** To its readers an event's room is one, by its address or by its name on a server. */
function withOneRoom(fields: Fields): Fields {
	if (!('room' in fields || 'roomUrl' in fields)) return fields;
	const { room, roomUrl, ...others } = fields;
	return { ...others, room: (room as EventRoom | null | undefined)?.name ?? roomUrl };
}

/** Where a field is kept under a name that means something else elsewhere. */
const toldAs: Partial<Record<ComparedEntity, Record<string, string>>> = {
	eventRoles: { kind: 'roleKind' },
	customFields: { kind: 'fieldKind' }
};

/** What is said where nothing can be compared; undefined where it can. */
function standsIn(row: object | undefined, isHeld: boolean): string | undefined {
	if (!isHeld) return m.attention_not_held();
	if (!row) return m.attention_not_there();
	return 'deletedAt' in row && row.deletedAt !== null ? m.attention_gone() : undefined;
}

/** The fields of a change to one row, beside what the row has. */
function ofFields(
	entity: ComparedEntity,
	id: string,
	fields: Fields,
	there: There,
	eventId?: string
): Comparison[] {
	const row = there.row(entity, id);
	const has = withOneRoom((row ?? {}) as Fields);
	const zone = (fields['timeZone'] ?? has['timeZone'] ?? there.zone) as string;
	const reading = { timeZone: zone, conditions: there.conditions };
	return Object.entries(withOneRoom(fields)).flatMap(([field, value]) => {
		const told = toldAs[entity]?.[field] ?? field;
		if (!isTold(told)) return [];
		const column = field === 'room' ? 'roomUrl' : field;
		const isHeld = there.holds(entity, column, entity === 'events' ? id : eventId);
		return {
			label: labelOf(told),
			yours: valueWords(told, value, reading),
			now: standsIn(row, isHeld) ?? valueWords(told, has[field], reading)
		};
	});
}

/** What was to be made: of it nothing is there, unless its id is another's. */
function ofNew(entity: ComparedEntity, args: Args, there: There): Comparison[] {
	const { id = '', eventId, ...fields } = args;
	const given = Object.entries(fields).filter(
		([, value]: [string, unknown]) => value !== '' && value !== null && value !== false
	);
	const all = ofFields(entity, id, Object.fromEntries(given), there, eventId ?? undefined);
	const isThere = there.row(entity, id) !== undefined;
	return isThere ? all : all.map((one) => ({ ...one, now: null }));
}

/** How many stand how: one word where all stand alike. */
function counted(words: readonly string[]): string {
	const all = [...Map.groupBy(words, (word) => word)];
	const [[only = ''] = []] = all;
	if (all.length <= 1) return only;
	return all
		.map(([word, same]) => m.attention_counted({ word, shown: formatNumber(same.length) }))
		.join(', ');
}

/** What was to become of some, beside how each of them stands. */
function ofStanding(
	ids: readonly string[],
	nameOf: (id: string) => string | undefined,
	yours: string,
	standingOf: (id: string) => string
): Comparison[] {
	const [first] = ids;
	if (first === undefined) return [];
	const many = m.attention_people({ count: ids.length, shown: formatNumber(ids.length) });
	const label = ids.length === 1 ? (nameOf(first) ?? m.attention_somebody()) : many;
	return [{ label, yours, now: counted(ids.map(standingOf)) }];
}

const isThere = (entity: ComparedEntity, eventId: (id: string) => string | undefined) =>
	function (id: string, there: There): string {
		const isHeld = there.holds(entity, 'id', eventId(id));
		return standsIn(there.row(entity, id), isHeld) ?? m.attention_there();
	};

/** What deletes or brings back, beside whether it is there. */
function ofPresence(
	entity: ComparedEntity,
	yours: () => string,
	nameOf: (id: string, there: There) => string | undefined
) {
	const standing = isThere(entity, (id) => (entity === 'events' ? id : undefined));
	return ({ id, ids = id ? [id] : [] }: Args, there: There): Comparison[] =>
		ofStanding(
			ids,
			(one) => nameOf(one, there) ?? m.attention_some_group(),
			yours(),
			(one) => standing(one, there)
		);
}

const personName = (id: string, there: There): string | undefined => there.names.person(id);

/** The registrations that a mutation names, each as `now` tells it. */
function ofRegistrations(
	yours: (args: Args) => string,
	now: (row: Registration, args: Args) => string
) {
	return (args: Args, there: There): Comparison[] => {
		const { eventId, people, personIds = people?.map(({ personId }) => personId) ?? [] } = args;
		const event = eventId ?? '';
		return ofStanding(personIds, there.names.person, yours(args), (id) => {
			if (!there.holds('registrations', 'status', event)) return m.attention_not_held();
			const row = there.registration(event, id);
			return row ? now(row, args) : m.attention_not_registered();
		});
	};
}

/** A word that stands by itself elsewhere, and among others here. */
const lower = (word: string): string => word.toLocaleLowerCase();

const registered = (): string => lower(statusLook('registered').word);
const statusWords = ({ status }: Registration): string => lower(statusLook(status).word);

const mailWords = ({ mailState }: Registration): string => lower(mailLook(mailState).word);

/** Whether the links that a rotation made are the ones there are. */
const linkWords = ({ keyRotation }: Registration, { rotation }: Args): string =>
	rotation !== undefined && keyRotation === rotation
		? m.attention_link_new()
		: m.attention_link_before();

const arrivalWords = (row: Registration): string =>
	hasArrived(row) ? m.attention_arrived() : m.attention_not_arrived();

const offStage = (): string => lower(m.roles_revoked());

/** Somebody on stage, as `now` tells of them. */
function ofRole(
	yours: () => string,
	now: (role: NonNullable<ReturnType<typeof roleOf>>, there: There) => string
) {
	return (args: Args, there: There): Comparison[] => {
		const role = roleOf(args, there);
		const isHeld = there.holds('eventRoles', 'id', args.eventId ?? undefined);
		const label = role?.name ?? m.attention_somebody();
		return [
			{ label, yours: yours(), now: standsIn(role, isHeld) ?? (role ? now(role, there) : '') }
		];
	};
}
const roleOf = ({ id = '' }: Args, there: There) => there.row('eventRoles', id);

/** Who was to be invited, beside where they stand. */
function ofInvited({ people = [] }: Args, there: There): Comparison[] {
	const byPerson = Map.groupBy(there.all('invitations'), ({ personId }) => personId);
	const ids = people.map(({ personId }) => personId);
	return ofStanding(ids, there.names.person, m.attention_invited(), (id) =>
		there.holds('invitations', 'id')
			? lower(invitedWords(invitedState(byPerson.get(id) ?? [])))
			: m.attention_not_held()
	);
}

/** The invitations that a mutation names, beside how each of them stands. */
function ofInvitations(yours: () => string) {
	return ({ ids = [] }: Args, there: There): Comparison[] => {
		const nameOf = (id: string) => there.names.person(there.row('invitations', id)?.personId ?? '');
		return ofStanding(ids, nameOf, yours(), (id) => {
			const row = there.row('invitations', id);
			const said = standsIn(row, there.holds('invitations', 'id'));
			return said ?? (row ? lower(invitedWords(invitationState(row))) : '');
		});
	};
}

function ofMembers(yours: (group: string) => string) {
	return ({ groupId = '', personIds = [] }: Args, there: There): Comparison[] => {
		const group = there.names.group(groupId) ?? m.attention_some_group();
		const held = there.holds('people', 'groupIds');
		const gone = standsIn(there.row('groups', groupId), there.holds('groups', 'id'));
		return ofStanding(personIds, there.names.person, yours(group), (id) => {
			const person = there.row('people', id);
			const isIn = person?.groupIds.includes(groupId);
			const said = standsIn(person, held) ?? (gone && m.attention_group_state({ group, gone }));
			return said ?? (isIn ? m.attention_in_group({ group }) : m.attention_not_in_group({ group }));
		});
	};
}

function ofMerge(yours: () => string) {
	return (
		{ id = '', otherId = '', fields = {}, custom = {} }: Args,
		there: There
	): Comparison[] => {
		const [person, other] = [there.personAlone(id), there.personAlone(otherId)];
		const isHeld = there.holds('people', 'mergedInto');
		const gone = standsIn(person, isHeld) ?? standsIn(other, isHeld);
		const areOne = there.row('people', id)?.id === there.row('people', otherId)?.id;
		const label = [person, other].map((one) => (one && displayName(one)) || m.attention_somebody());
		return [
			{
				label: m.attention_both({ one: label[0] ?? '', other: label[1] ?? '' }),
				yours: yours(),
				now: gone ?? (areOne ? m.attention_one_person() : m.attention_two_people())
			},
			...ofFields('people', id, fields, there),
			...ofCustom(id, custom, there)
		];
	};
}

/** Values of the organisation's own fields. */
function ofCustom(id: string, custom: Fields, there: There): Comparison[] {
	const person = there.row('people', id);
	const said = standsIn(person, there.holds('people', 'custom'));
	return Object.entries(custom).map(([field, value]) => ({
		label: there.names.field(field) ?? m.attention_some_field(),
		yours: customValueWords(value as never) || m.attention_nothing(),
		now: said ?? (customValueWords(person?.custom[field]) || m.attention_nothing())
	}));
}

/** Whom a renamed choice was to be given to. */
function ofChoices({ id = '', renamed = [], personIds = [] }: Args, there: There): Comparison[] {
	const valueOf = (personId: string) => {
		const person = there.row('people', personId);
		const has = person?.custom[id];
		return (
			standsIn(person, there.holds('people', 'custom')) ??
			(customValueWords(has) || m.attention_nothing())
		);
	};
	return ofStanding(
		personIds,
		(personId) => there.names.person(personId),
		renamed.map(([, now]) => now).join(', '),
		valueOf
	);
}

/** Where a field stands among the others, from the first on. */
function ofPlace({ id = '', fields = {} }: Args, there: There): Comparison[] {
	const position = fields['position'];
	if (typeof position !== 'number') return [];
	const others = there
		.all('customFields')
		.filter((field) => field.deletedAt === null && field.id !== id);
	const placeAt = (at: number) =>
		formatNumber(1 + others.filter((field) => field.position < at).length);
	const field = there.row('customFields', id);
	return [
		{
			label: m.attention_place(),
			yours: placeAt(position),
			now:
				standsIn(field, there.holds('customFields', 'id')) ??
				(field ? placeAt(field.position) : null)
		}
	];
}

/** The rows of a spreadsheet: how many of whom they name are known there. */
function ofRows({ rows = [], of, eventId }: Args, there: There): Comparison[] {
	const standing = ({ id = '', email }: { id?: string; email?: string | null }): string => {
		if (eventId) {
			if (!there.holds('registrations', 'email', eventId)) return m.attention_not_held();
			const row =
				(email && there.registrationByEmail(eventId, email)) || there.registration(eventId, id);
			return row ? statusWords(row) : m.attention_not_registered();
		}
		if (!there.holds('people', 'email')) return m.attention_not_held();
		const person = (email && there.personByEmail(email)) || there.row('people', id);
		return standsIn(person, true) ?? m.attention_there();
	};
	const count = rows.length;
	return [
		{
			label: of?.fileName || m.attention_sheet(),
			yours: m.attention_rows({ count, shown: formatNumber(count) }),
			now: counted(rows.map(standing))
		}
	];
}

function ofImport({ importId = '' }: Args, there: There): Comparison[] {
	const row = there.row('imports', importId);
	const said = standsIn(row, there.holds('imports', 'id'));
	return [
		{
			label: row?.fileName ?? m.attention_sheet(),
			yours: m.attention_taken_back(),
			now: said ?? (row?.undoneAt == null ? m.attention_there() : m.attention_taken_back())
		}
	];
}

/** Someone registered by hand: who they are, and whether they are registered by now. */
function ofSomeone(args: Args, there: There): Comparison[] {
	const { eventId, id = '', email } = args;
	const event = eventId ?? '';
	const row = (email && there.registrationByEmail(event, email)) || there.registration(event, id);
	const { firstName = '', lastName = '' } = args;
	const now = there.holds('registrations', 'status', event)
		? row
			? statusWords(row)
			: m.attention_not_registered()
		: m.attention_not_held();
	const typed = [firstName, lastName].filter(Boolean).join(' ');
	return [
		{ label: typed || email || m.attention_somebody(), yours: registered(), now },
		...ofNew('people', { id, email: email ?? null, firstName, lastName }, there)
	];
}

const ofEvent = ({ id = '', fields = {} }: Args, there: There): Comparison[] =>
	ofFields('events', id, fields, there);

/** What cancels or reinstates an event, beside how it stands. */
const ofStatus =
	(yours: () => string) =>
	({ id = '' }: Args, there: There): Comparison[] => {
		const event = there.row('events', id);
		const words = {
			scheduled: m.events_status_scheduled,
			live: m.events_status_live,
			ended: m.events_status_ended,
			cancelled: m.events_status_cancelled
		};
		const now =
			standsIn(event, there.holds('events', 'status', id)) ??
			(event && lower(words[event.status]()));
		return [
			{
				label: there.names.event(id) ?? m.attention_some_event(),
				yours: lower(yours()),
				now: now ?? null
			}
		];
	};

const inPlace =
	(entity: ComparedEntity) =>
	({ id = '', fields = {}, eventId }: Args, there: There): Comparison[] =>
		ofFields(entity, id, fields, there, eventId ?? undefined);

const anew =
	(entity: ComparedEntity) =>
	(args: Args, there: There): Comparison[] =>
		ofNew(entity, args, there);

const eventName = (id: string, there: There) => there.names.event(id);
const groupName = (id: string, there: There) => there.names.group(id);
const fieldName = (id: string, there: There) => there.names.field(id);
const viewName = (id: string, there: There) => there.names.view(id);

/** By mutation, whatever its version. One that isn't here tells nothing of what it wanted: a test sees to it. */
const tellers: Record<string, (args: Args, there: There) => Comparison[]> = {
	'people.add': anew('people'),
	'people.update': (args, there) => [
		...inPlace('people')(args, there),
		...ofCustom(args.id ?? '', args.custom ?? {}, there)
	],
	'people.delete': ofPresence('people', m.attention_gone, personName),
	'people.restore': ofPresence('people', m.attention_there, personName),
	'people.merge': ofMerge(m.attention_one_person),
	'people.unmerge': ofMerge(m.attention_two_people),
	'people.tell_apart': ofMerge(m.attention_two_people),
	'people.take_for_one': ofMerge(m.attention_perhaps_one),
	'people.import': ofRows,
	'people.undo_import': ofImport,
	'custom_fields.add': anew('customFields'),
	'custom_fields.update': (args, there) => [
		...inPlace('customFields')(args, there),
		...ofPlace(args, there),
		...ofChoices(args, there)
	],
	'custom_fields.delete': ofPresence('customFields', m.attention_gone, fieldName),
	'custom_fields.restore': ofPresence('customFields', m.attention_there, fieldName),
	'groups.add': anew('groups'),
	'groups.update': inPlace('groups'),
	'groups.delete': ofPresence('groups', m.attention_gone, groupName),
	'groups.restore': ofPresence('groups', m.attention_there, groupName),
	'groups.join': ofMembers((group) => m.attention_in_group({ group })),
	'groups.leave': ofMembers((group) => m.attention_not_in_group({ group })),
	'saved_views.save': ({ id = '', ...fields }, there) =>
		ofNew('savedViews', { id, ...fields }, there),
	'saved_views.delete': ofPresence('savedViews', m.attention_gone, viewName),
	'events.create': anew('events'),
	'events.update': ofEvent,
	'events.cancel': ofStatus(m.events_status_cancelled),
	'events.reinstate': ofStatus(m.events_status_scheduled),
	'events.delete': ofPresence('events', m.attention_gone, eventName),
	'events.restore': ofPresence('events', m.attention_there, eventName),
	'registrations.add': ofRegistrations(registered, statusWords),
	'registrations.register_someone': ofSomeone,
	'registrations.cancel': ofRegistrations(() => lower(statusLook('cancelled').word), statusWords),
	'registrations.unregister': ofRegistrations(
		() => lower(statusLook('cancelled').word),
		statusWords
	),
	'registrations.admit': ofRegistrations(registered, statusWords),
	'registrations.let_wait': ofRegistrations(
		() => lower(statusLook('waiting_list').word),
		statusWords
	),
	'registrations.confirm': ofRegistrations(() => lower(mailLook('sent').word), mailWords),
	'registrations.take_back_mails': ofRegistrations(m.attention_mail_taken_back, mailWords),
	'registrations.rotate_keys': ofRegistrations(m.attention_link_new, linkWords),
	'registrations.take_back_keys': ofRegistrations(m.attention_link_before, linkWords),
	'registrations.reveal_keys': ofRegistrations(m.attention_link_taken_out, statusWords),
	'registrations.settle_erasure': ofRegistrations(m.attention_settled, ({ erasureAskedAt }) =>
		erasureAskedAt === null ? m.attention_settled() : m.attention_erasure_asked()
	),
	'registrations.dismiss_devices': ofRegistrations(m.attention_settled, ({ devicesSeen }) =>
		devicesSeen === null ? m.attention_settled() : m.attention_devices_seen()
	),
	'registrations.arrived': ofRegistrations(m.attention_arrived, arrivalWords),
	'registrations.not_arrived': ofRegistrations(m.attention_not_arrived, arrivalWords),
	'roles.add': anew('eventRoles'),
	'roles.update': inPlace('eventRoles'),
	'roles.restrict': ({ id = '', eventId, rights = [] }, there) =>
		ofFields('eventRoles', id, { rights }, there, eventId ?? undefined),
	'roles.renew': ofRole(m.attention_link_new, ({ revokedAt }) =>
		revokedAt === null ? m.attention_link_before() : offStage()
	),
	'roles.revoke': ofRole(offStage, ({ revokedAt }) =>
		revokedAt === null ? m.attention_on_stage() : offStage()
	),
	'roles.restore': ofRole(m.attention_on_stage, ({ revokedAt }) =>
		revokedAt === null ? m.attention_on_stage() : offStage()
	),
	'roles.send': ofRole(m.attention_handed_over, (role, { now }) =>
		lower(sentWords(role, now).words)
	),
	'roles.take_back_mail': ofRole(m.attention_mail_taken_back, (role, { now }) =>
		lower(sentWords(role, now).words)
	),
	'roles.note_sent': ofRole(m.attention_handed_over, (role, { now }) =>
		lower(sentWords(role, now).words)
	),
	'roles.prepare': ({ eventId, fields = {} }, there) =>
		ofFields('events', eventId ?? '', fields, there),
	'invitations.invite': ofInvited,
	'invitations.send': ofInvitations(() => lower(invitedWords('sent'))),
	'invitations.revoke': ofInvitations(() => lower(invitedWords('revoked'))),
	'invitations.restore': ofInvitations(m.attention_invited),
	'invitations.take_back': ofInvitations(() => lower(invitedWords('none'))),
	'invitations.take_back_mails': ofInvitations(m.attention_mail_taken_back)
};

/** What a refused mutation wanted, thing by thing, beside what the server has. */
export const compared = (
	{ name, args }: Pick<QueuedMutation, 'name' | 'args'>,
	there: There
): Comparison[] => tellers[name.split('@')[0] ?? '']?.(args ?? {}, there) ?? [];
