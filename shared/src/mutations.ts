import { markArrived, takeBackArrivals } from './arrival-mutations.ts';
import {
	cancelEvent,
	createEvent,
	createEvent1,
	createEvent2,
	createEvent3,
	deleteEvent,
	reinstateEvent,
	restoreEvent,
	updateEvent,
	updateEvent1,
	updateEvent2,
	updateEvent3
} from './event-mutations.ts';
import {
	addCustomField,
	deleteCustomField,
	restoreCustomField,
	updateCustomField,
	updateCustomField1
} from './custom-field-mutations.ts';
import {
	addGroup,
	addGroup1,
	addGroup2,
	addGroup3,
	deleteGroup,
	joinGroup,
	leaveGroup,
	restoreGroup,
	updateGroup,
	updateGroup1,
	updateGroup2,
	updateGroup3
} from './group-mutations.ts';
import { undoImport } from './import-mutations.ts';
import { mergePeople, takeForOne, tellApart, unmergePeople } from './merge-mutations.ts';
import {
	invitePeople,
	resendInvitations,
	restoreInvitations,
	revokeInvitations,
	takeBackInvitationMails,
	takeBackInvitations
} from './invitation-mutations.ts';
import type { Mutation } from './mutation.ts';
import {
	addPerson,
	deletePeople,
	restorePeople,
	updatePerson,
	updatePerson1
} from './people-mutations.ts';
import { deleteView, saveView } from './saved-views.ts';
import {
	addRegistrations,
	addRegistrations1,
	admitRegistrations,
	admitRegistrations1,
	cancelRegistrations,
	letWait,
	registerSomeone,
	settleErasure,
	dismissDevices,
	unregister
} from './registration-mutations.ts';
import { importPeople, importPeople1, importPeople2 } from './people-import-mutations.ts';
import { revealKeys, revealKeys1, rotateKeys, rotateKeys1, takeBackKeys } from './key-mutations.ts';
import { sendConfirmations, sendConfirmations1, takeBackMails } from './confirmation-mutations.ts';
import {
	addRole,
	noteRoleSent,
	prepareStage,
	renewRole,
	restoreRole,
	restrictRole,
	revokeRole,
	sendRoleLink,
	sendRoleLink1,
	takeBackRoleMail,
	updateRole
} from './role-mutations.ts';

/**
 * Every mutation that a device may push, past versions included: they stay answered for longer than the
 * longest offline lease.
 */
const all = [
	addPerson,
	updatePerson1,
	updatePerson,
	deletePeople,
	restorePeople,
	mergePeople,
	unmergePeople,
	tellApart,
	takeForOne,
	addCustomField,
	updateCustomField1,
	updateCustomField,
	deleteCustomField,
	restoreCustomField,
	addGroup1,
	addGroup2,
	addGroup3,
	addGroup,
	updateGroup1,
	updateGroup2,
	updateGroup3,
	updateGroup,
	deleteGroup,
	restoreGroup,
	joinGroup,
	leaveGroup,
	saveView,
	deleteView,
	importPeople1,
	importPeople2,
	importPeople,
	undoImport,
	createEvent1,
	createEvent2,
	createEvent3,
	createEvent,
	updateEvent1,
	updateEvent2,
	updateEvent3,
	updateEvent,
	cancelEvent,
	reinstateEvent,
	deleteEvent,
	restoreEvent,
	addRegistrations1,
	addRegistrations,
	registerSomeone,
	cancelRegistrations,
	admitRegistrations1,
	admitRegistrations,
	letWait,
	unregister,
	sendConfirmations1,
	sendConfirmations,
	takeBackMails,
	rotateKeys1,
	rotateKeys,
	takeBackKeys,
	revealKeys1,
	revealKeys,
	settleErasure,
	addRole,
	updateRole,
	restrictRole,
	renewRole,
	revokeRole,
	restoreRole,
	sendRoleLink1,
	sendRoleLink,
	takeBackRoleMail,
	noteRoleSent,
	prepareStage,
	dismissDevices,
	markArrived,
	takeBackArrivals,
	invitePeople,
	resendInvitations,
	revokeInvitations,
	restoreInvitations,
	takeBackInvitations,
	takeBackInvitationMails
] as const;

/** All of them, in no particular order. */
export const everyMutation: readonly Mutation[] = all as readonly unknown[] as readonly Mutation[];

/** How a mutation is named on the wire and in the queue: `people.update@1`. */
export const wireName = ({ name, version }: Pick<Mutation, 'name' | 'version'>): string =>
	`${name}@${version}`;

const byWireName = new Map(everyMutation.map((mutation) => [wireName(mutation), mutation]));

export const findMutation = (name: string): Mutation | undefined => byWireName.get(name);
