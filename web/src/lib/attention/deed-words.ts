import type { EventFields } from '@foyer/shared/events';
import { displayName, type PersonFields } from '@foyer/shared/people';
import type { QueuedMutation } from '@foyer/shared/sync';
import { formatList, formatNumber } from '#lib/i18n/format.ts';
import { m } from '#lib/paraglide/messages.js';

/** How things are called now; undefined where this device knows none by that id. */
export interface Names {
	person(id: string): string | undefined;
	event(id: string): string | undefined;
	group(id: string): string | undefined;
	field(id: string): string | undefined;
	view(id: string): string | undefined;
}

/** The arguments that deeds are told by, of every mutation; each has some of them. */
export interface Args {
	id?: string;
	/** Of two people. */
	otherId?: string;
	firstName?: string;
	lastName?: string;
	email?: string | null;
	ids?: string[];
	title?: string;
	/** Of a role, a group, a field or a view. */
	name?: string;
	groupId?: string;
	eventId?: string | null;
	rows?: { id?: string; email?: string | null }[];
	of?: { fileName: string };
	importId?: string;
	/** Of keys. */
	rotation?: string;
	/** Of somebody on stage. */
	rights?: readonly string[];
	people?: { id?: string; personId: string }[];
	personIds?: string[];
	fields?: Record<string, unknown>;
	custom?: Record<string, unknown>;
	/** Choices, each with what it is called now. */
	renamed?: [before: string, now: string][];
}

const fieldNames: Record<keyof PersonFields | keyof EventFields, () => string> = {
	firstName: m.field_name,
	lastName: m.field_name,
	company: m.field_company,
	language: m.field_language,
	email: m.field_email,
	phone: m.field_phone,
	note: m.field_note,
	title: m.field_title,
	description: m.field_description,
	permalink: m.field_permalink,
	startsAt: m.field_times,
	endsAt: m.field_times,
	timeZone: m.field_times,
	roomUrl: m.field_room,
	room: m.field_room,
	replayUrl: m.field_replay,
	earlyEntry: m.field_settings,
	startsBy: m.field_settings,
	reminders: m.field_settings,
	opensByCode: m.field_settings,
	deviceLimit: m.field_settings,
	entrySpread: m.field_settings,
	replayFrom: m.field_replay,
	replayUntil: m.field_replay,
	message: m.field_message,
	capacity: m.field_capacity
};

/** What a field is called within a sentence: "the e-mail address". */
const fieldWords = (field: string): string =>
	(fieldNames[field as keyof typeof fieldNames] ?? m.field_settings)();

const changed = (fields: object, custom: object = {}): string =>
	formatList([
		...new Set([
			...Object.keys(fields).map(fieldWords),
			...(Object.keys(custom).length > 0 ? [m.field_custom()] : [])
		])
	]);

const isNameAlone = (fields: object): boolean =>
	Object.keys(fields).every((field) => field === 'firstName' || field === 'lastName');

const someone = (names: Names, id: string | undefined): string =>
	(id && names.person(id)) || m.attention_somebody();

const some = (names: Names, id: string | null | undefined): string =>
	(id && names.event(id)) || m.attention_some_event();

/** The name that was typed. */
const given = ({ firstName = '', lastName = '', email = null }: Args): string =>
	displayName({ firstName, lastName, email });

function personDeed(deed: string, args: Args, names: Names): string | undefined {
	const { id, ids = [], fields = {}, custom = {}, rows = [], eventId } = args;
	const many = { count: ids.length, shown: formatNumber(ids.length), name: someone(names, ids[0]) };
	switch (deed) {
		case 'people.add':
			return m.deed_people_add({ name: given(args) || someone(names, id) });
		case 'people.update': {
			const name = someone(names, id);
			if (isNameAlone(fields) && Object.keys(custom).length === 0)
				return m.deed_people_rename({ name });
			return m.deed_people_update({ name, fields: changed(fields, custom) });
		}
		case 'people.merge':
			return m.deed_people_merge({ name: someone(names, id) });
		case 'people.unmerge':
			return m.deed_people_unmerge({ name: someone(names, id) });
		case 'people.tell_apart':
			return m.deed_people_tell_apart({ name: someone(names, id) });
		case 'people.take_for_one':
			return m.deed_people_take_for_one({ name: someone(names, id) });
		case 'people.delete':
			return m.deed_people_delete(many);
		case 'people.restore':
			return m.deed_people_restore(many);
		case 'people.undo_import':
			return m.deed_people_undo_import();
		case 'people.import': {
			const counted = { count: rows.length, shown: formatNumber(rows.length) };
			if (!eventId) return m.deed_people_import(counted);
			return m.deed_people_import_event({ ...counted, title: some(names, eventId) });
		}
	}
	return undefined;
}

function eventDeed(deed: string, args: Args, names: Names): string | undefined {
	const { id, fields = {} } = args;
	const title = (args.title ?? '') || some(names, id);
	switch (deed) {
		case 'events.create':
			return m.deed_events_create({ title });
		case 'events.update':
			if (Object.keys(fields).join() === 'title') return m.deed_events_rename({ title });
			return m.deed_events_update({ title, fields: changed(fields) });
		case 'events.cancel':
			return m.deed_events_cancel({ title });
		case 'events.reinstate':
			return m.deed_events_reinstate({ title });
		case 'events.delete':
			return m.deed_events_delete({ title });
		case 'events.restore':
			return m.deed_events_restore({ title });
	}
	return undefined;
}

const registrationDeeds: Record<string, typeof m.deed_registrations_add> = {
	'registrations.add': m.deed_registrations_add,
	'registrations.register_someone': m.deed_registrations_add,
	'registrations.cancel': m.deed_registrations_cancel,
	'registrations.unregister': m.deed_registrations_cancel,
	'registrations.admit': m.deed_registrations_admit,
	'registrations.let_wait': m.deed_registrations_let_wait,
	'registrations.settle_erasure': m.deed_registrations_settle_erasure,
	'registrations.dismiss_devices': m.deed_registrations_dismiss_devices,
	'registrations.arrived': m.deed_registrations_arrived,
	'registrations.not_arrived': m.deed_registrations_not_arrived,
	'registrations.confirm': m.deed_registrations_confirm,
	'registrations.take_back_mails': m.deed_registrations_take_back_mails,
	'registrations.rotate_keys': m.deed_registrations_rotate_keys,
	'registrations.take_back_keys': m.deed_registrations_take_back_keys,
	'registrations.reveal_keys': m.deed_registrations_reveal_keys
};

function registrationDeed(deed: string, args: Args, names: Names): string | undefined {
	const { id, people, personIds } = args;
	const ids = personIds ?? people?.map(({ personId }) => personId) ?? (id ? [id] : []);
	return registrationDeeds[deed]?.({
		count: ids.length,
		shown: formatNumber(ids.length),
		name: given(args) || someone(names, ids[0]),
		title: some(names, args.eventId)
	});
}

const roleDeeds: Record<string, (told: { title: string }) => string> = {
	'roles.update': m.deed_roles_update,
	'roles.restrict': m.deed_roles_restrict,
	'roles.renew': m.deed_roles_renew,
	'roles.revoke': m.deed_roles_revoke,
	'roles.restore': m.deed_roles_restore,
	'roles.send': m.deed_roles_send,
	'roles.take_back_mail': m.deed_roles_take_back_mail,
	'roles.note_sent': m.deed_roles_note_sent,
	'roles.prepare': m.deed_roles_prepare
};

function roleDeed(deed: string, { eventId, name }: Args, names: Names): string | undefined {
	const title = some(names, eventId);
	if (deed === 'roles.add')
		return m.deed_roles_add({ name: name ?? m.attention_somebody(), title });
	return roleDeeds[deed]?.({ title });
}

const groupDeeds: Record<string, typeof m.deed_groups_add> = {
	'groups.add': m.deed_groups_add,
	'groups.update': m.deed_groups_update,
	'groups.delete': m.deed_groups_delete,
	'groups.restore': m.deed_groups_restore
};
const memberDeeds: Record<string, typeof m.deed_groups_join> = {
	'groups.join': m.deed_groups_join,
	'groups.leave': m.deed_groups_leave
};
const fieldDeeds: Record<string, typeof m.deed_custom_fields_add> = {
	'custom_fields.add': m.deed_custom_fields_add,
	'custom_fields.update': m.deed_custom_fields_update,
	'custom_fields.delete': m.deed_custom_fields_delete,
	'custom_fields.restore': m.deed_custom_fields_restore
};
const viewDeeds: Record<string, typeof m.deed_saved_views_save> = {
	'saved_views.save': m.deed_saved_views_save,
	'saved_views.delete': m.deed_saved_views_delete
};

function groupDeed(deed: string, args: Args, names: Names): string | undefined {
	const { id, name, groupId, personIds = [] } = args;
	const nameOf = (of: string | undefined) => (of && names.group(of)) || m.attention_some_group();
	return (
		groupDeeds[deed]?.({ name: name ?? nameOf(id) }) ??
		memberDeeds[deed]?.({
			count: personIds.length,
			shown: formatNumber(personIds.length),
			name: someone(names, personIds[0]),
			group: nameOf(groupId)
		})
	);
}

function fieldOrViewDeed(deed: string, { id = '', name }: Args, names: Names): string | undefined {
	const field = fieldDeeds[deed];
	if (field) return field({ name: name ?? names.field(id) ?? m.attention_some_field() });
	return viewDeeds[deed]?.({ name: name ?? names.view(id) ?? m.attention_some_view() });
}

const invitationDeeds: Record<string, typeof m.deed_invitations_send> = {
	'invitations.send': m.deed_invitations_send,
	'invitations.revoke': m.deed_invitations_revoke,
	'invitations.restore': m.deed_invitations_restore,
	'invitations.take_back': m.deed_invitations_take_back,
	'invitations.take_back_mails': m.deed_invitations_take_back_mails
};

function invitationDeed(deed: string, { ids = [], people = [] }: Args, names: Names) {
	const counted = (count: number) => ({ count, shown: formatNumber(count) });
	if (deed === 'invitations.invite')
		return m.deed_invitations_invite({
			...counted(people.length),
			name: someone(names, people[0]?.personId)
		});
	return invitationDeeds[deed]?.(counted(ids.length));
}

/** What somebody did, as they would say it: "You registered 3 people for Gala". */
export function deedWords(
	{ name, args }: Pick<QueuedMutation, 'name' | 'args'>,
	names: Names
): string {
	const deed = name.split('@')[0] ?? '';
	const all = (args ?? {}) as Args;
	return (
		personDeed(deed, all, names) ??
		eventDeed(deed, all, names) ??
		registrationDeed(deed, all, names) ??
		roleDeed(deed, all, names) ??
		groupDeed(deed, all, names) ??
		fieldOrViewDeed(deed, all, names) ??
		invitationDeed(deed, all, names) ??
		m.deed_other()
	);
}
