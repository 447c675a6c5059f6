import * as v from 'valibot';
import { roomUrlSchema, type Event } from './events.ts';
import { idSchema, instantSchema, textSchema } from './fields.ts';
import {
	accept,
	ask,
	defineMutation,
	refuse,
	type Effect,
	type Notice,
	type Refusal
} from './mutation.ts';
import type { MailState } from './registrations.ts';
import {
	rightsOf,
	rightsSchema,
	roleFieldsSchema,
	roleKinds,
	roleLinkWays,
	usualRights,
	type EventRole,
	type RoleMailBefore
} from './roles.ts';
import { can, type Actor } from './team.ts';

const mayStage = (actor: Actor, eventId: string): boolean =>
	can(actor, { area: 'events', level: 'edit', eventId });

const isThere = (event: Event | undefined): boolean =>
	event !== undefined && event.deletedAt === null;

/** Puts somebody on an event's stage. Their link is there once the server has heard of it. */
export const addRole = defineMutation({
	name: 'roles.add',
	version: 1,
	schema: v.object({
		id: idSchema,
		eventId: idSchema,
		kind: v.picklist(roleKinds),
		...roleFieldsSchema.entries
	}),
	questions: ({ id, eventId }) => ({
		event: ask.row('events', eventId),
		same: ask.row('eventRoles', id)
	}),
	decide: ({ id, eventId, kind, name, email }, { event, same }, { actor, now }) => {
		if (!mayStage(actor, eventId)) return refuse('not_allowed');
		if (!isThere(event)) return refuse('missing');
		if (same) return refuse('conflict');
		const row: EventRole = {
			id,
			eventId,
			kind,
			name,
			email,
			rights: usualRights[kind],
			keyVersion: 1,
			sentBy: null,
			sentAt: null,
			mailState: 'not_sent',
			mailReason: null,
			mailAt: null,
			revokedAt: null,
			createdAt: now
		};
		return accept([{ write: 'insert', entity: 'eventRoles', row }]);
	}
});

const oneRole = { id: idSchema, eventId: idSchema };
const oneRoleSchema = v.object(oneRole);
type OneRole = v.InferOutput<typeof oneRoleSchema>;

type Changed = Refusal | { fields: Partial<Omit<EventRole, 'id'>>; effects?: Effect[] };

/** A mutation that changes one role, of an event that is there. */
const changeRole = <Args extends OneRole>(
	name: string,
	schema: v.GenericSchema<Args>,
	change: (role: EventRole, args: Args, now: number) => Changed
) =>
	defineMutation({
		name,
		version: 1,
		schema,
		questions: ({ id, eventId }) => ({
			event: ask.row('events', eventId),
			role: ask.row('eventRoles', id)
		}),
		decide: (args, { event, role }, { actor, now }) => {
			if (!mayStage(actor, args.eventId)) return refuse('not_allowed');
			if (!isThere(event) || role?.eventId !== args.eventId) return refuse('missing');
			const changed = change(role, args, now);
			if (typeof changed === 'string') return refuse(changed);
			const { fields, effects } = changed;
			return accept(
				Object.keys(fields).length > 0
					? [{ write: 'patch', entity: 'eventRoles', id: role.id, fields }]
					: [],
				effects
			);
		}
	});

/** Nothing is handed over by a link that nobody has yet. */
const newLink = ({ keyVersion }: EventRole) => ({
	keyVersion: keyVersion + 1,
	sentBy: null,
	sentAt: null,
	mailState: 'not_sent' as const,
	mailReason: null,
	mailAt: null
});

/** Corrects a name or an address. The link that went to another address is void. */
export const updateRole = changeRole(
	'roles.update',
	v.object({ ...oneRole, fields: v.partial(roleFieldsSchema) }),
	(role, { fields }) => {
		const moved = fields.email !== undefined && fields.email !== role.email && role.email !== null;
		return { fields: { ...fields, ...(moved ? newLink(role) : {}) } };
	}
);

/** Says what somebody on stage may. */
export const restrictRole = changeRole(
	'roles.restrict',
	v.object({ ...oneRole, rights: rightsSchema }),
	(role, { rights }) => ({ fields: { rights: rightsOf(role.kind, rights) } })
);

/** Makes the link void and a new one, which leads in even where the role was revoked. */
export const renewRole = changeRole('roles.renew', oneRoleSchema, (role) => ({
	fields: { ...newLink(role), revokedAt: null }
}));

/** Takes somebody off the stage: their link opens nothing, and their seat is free. */
export const revokeRole = changeRole('roles.revoke', oneRoleSchema, ({ revokedAt }, _args, now) =>
	revokedAt === null ? { fields: { revokedAt: now } } : { fields: {} }
);

/** Takes that back: the same link leads in again. */
export const restoreRole = changeRole('roles.restore', oneRoleSchema, ({ revokedAt }) =>
	revokedAt === null ? { fields: {} } : { fields: { revokedAt: null } }
);

const waits = (state: MailState): boolean => state === 'queued' || state === 'deferred';

const neverMailed = { mailState: 'not_sent', mailReason: null, mailAt: null } as const;

/** What is shown again once a mail is taken back. One that waits gives its place to the next, and isn't shown again. */
function beforeMail({ mailBefore, ...role }: EventRole): RoleMailBefore {
	const { sentBy, sentAt, mailState, mailReason, mailAt } = role;
	if (!waits(mailState)) return { sentBy, sentAt, mailState, mailReason, mailAt };
	return mailBefore ?? { sentBy: null, sentAt: null, ...neverMailed };
}

const mailed = (
	role: EventRole,
	eventId: string,
	now: number,
	by: Pick<EventRole, 'mailing' | 'mailBefore'>
): Changed => {
	if (role.revokedAt !== null || role.email === null) return 'conflict';
	const standing = { mailState: 'queued', mailReason: null, mailAt: now } as const;
	return {
		fields: { sentBy: 'foyer', sentAt: now, ...standing, ...by },
		effects: [{ effect: 'mail', mail: 'role_link', eventId, roleId: role.id }]
	};
};

/** One role, and by what id the mail to them can be taken back. */
const mailingToOne = v.object({ ...oneRole, mailing: idSchema });

/** Has Foyer mail the link. */
export const sendRoleLink = {
	...changeRole('roles.send', mailingToOne, (role, { eventId, mailing }, now) =>
		mailed(role, eventId, now, { mailing, mailBefore: beforeMail(role) })
	),
	version: 2
};

/** Of devices that take no mail back. */
export const sendRoleLink1 = changeRole('roles.send', oneRoleSchema, (role, { eventId }, now) =>
	mailed(role, eventId, now, { mailing: null, mailBefore: null })
);

/** Takes a mail with the link back, as long as it is in the outbox: shown is how it had been handed over before. */
export const takeBackRoleMail = defineMutation({
	name: 'roles.take_back_mail',
	version: 1,
	schema: mailingToOne,
	questions: ({ id, eventId }) => ({
		event: ask.row('events', eventId),
		role: ask.row('eventRoles', id),
		mail: ask.roleMail(id)
	}),
	decide: ({ id, eventId, mailing }, { event, role, mail }, { actor }) => {
		if (!mayStage(actor, eventId)) return refuse('not_allowed');
		if (!isThere(event) || role?.eventId !== eventId) return refuse('missing');
		const told = (notice: Notice) => accept([], [], mail === null ? [] : [notice]);
		if (role.mailing !== mailing) return told({ notice: 'changed_since', eventId });
		if (mail === 'gone') return told({ notice: 'mails_gone', eventId, count: 1, of: 1 });
		// What became of the link meanwhile is shown already.
		const before = waits(role.mailState) ? role.mailBefore : null;
		const fields = { ...before, mailing: null, mailBefore: null };
		return accept(
			[{ write: 'patch', entity: 'eventRoles', id, fields }],
			[{ effect: 'take_back_role_mail', eventId, roleId: id }]
		);
	}
});

/** Notes that the link was handed over otherwise. */
export const noteRoleSent = changeRole(
	'roles.note_sent',
	v.object({ ...oneRole, way: v.picklist(roleLinkWays), at: instantSchema }),
	(role, { way, at }, now) =>
		role.revokedAt === null
			? { fields: { sentBy: way, sentAt: Math.min(at, now) } }
			: { fields: {} }
);

const stageFieldsSchema = v.object({
	agenda: textSchema(5000),
	notes: textSchema(5000),
	presenterUrl: v.nullable(roomUrlSchema),
	speakerUrl: v.nullable(roomUrlSchema),
	moderatorUrl: v.nullable(roomUrlSchema)
});

/** Says what an event's stage needs: agenda, notes, and the addresses by which each kind enters the room. */
export const prepareStage = defineMutation({
	name: 'roles.prepare',
	version: 1,
	schema: v.object({ eventId: idSchema, fields: v.partial(stageFieldsSchema) }),
	questions: ({ eventId }) => ({ event: ask.row('events', eventId) }),
	decide: ({ eventId, fields }, { event }, { actor }) => {
		if (!mayStage(actor, eventId)) return refuse('not_allowed');
		if (!isThere(event)) return refuse('missing');
		return accept([{ write: 'patch', entity: 'events', id: eventId, fields }]);
	}
});
