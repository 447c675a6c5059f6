import { describe, expect, test } from 'vitest';
import { plainStage } from './events.ts';
import {
	hostOnStage,
	inRoomUntil,
	possibleRights,
	rightsOf,
	roleKinds,
	roomUrlFor,
	stageDeeds,
	usualRights,
	type RoleKind,
	type RoleRight
} from './roles.ts';

const attendees = 'https://room.example/attendees';
const own = 'https://room.example/own';
const replay = 'https://room.example/replay';
const event = {
	status: 'scheduled',
	roomUrl: attendees,
	room: null,
	replayUrl: replay,
	...plainStage
} as const;

describe('rights', () => {
	test.each(roleKinds)('a %s may usually do no more than can be given to one', (kind) => {
		expect(rightsOf(kind, usualRights[kind])).toEqual(usualRights[kind]);
	});

	test.each<[RoleKind, RoleRight[], RoleRight[]]>([
		['presenter', ['end', 'start'], ['start', 'end']],
		['presenter', ['attendees', 'attendees'], ['attendees']],
		// An address tells who somebody is, so it goes with the name alone.
		['presenter', ['start', 'contacts'], ['start']],
		['speaker', ['start', 'end', 'attendees'], ['attendees']],
		['moderator', ['end', 'recordings', 'attendees', 'contacts'], [...possibleRights.moderator]],
		['moderator', [], []]
	])('a %s is given %j', (kind, wished, given) => {
		expect(rightsOf(kind, wished)).toEqual(given);
	});
});

describe('where each kind enters', () => {
	test.each([
		['presenter', { presenterUrl: own }, own],
		['speaker', { speakerUrl: own }, own],
		['moderator', { moderatorUrl: own }, own],
		['presenter', { speakerUrl: own, moderatorUrl: own }, attendees],
		['speaker', { roomUrl: null, speakerUrl: own }, own],
		['speaker', { roomUrl: null }, null],
		['presenter', { room: { server: 's', name: 'gala' }, presenterUrl: own }, null]
	] as const)('a %s, with %j', (kind, fields, url) => {
		expect(roomUrlFor({ ...event, ...fields }, kind)).toBe(url);
	});
});

describe('what is offered on stage', () => {
	const of = (kind: RoleKind, rights: readonly RoleRight[] = usualRights[kind]) => ({
		kind,
		rights
	});
	const names = (deeds: ReturnType<typeof stageDeeds>) =>
		Object.entries(deeds)
			.filter(([, offered]) => offered !== false && offered !== 'none' && offered !== null)
			.map(([deed, offered]) => (offered === true ? deed : `${deed}: ${String(offered)}`));
	const all = ['attendees: contacts', `recording: ${replay}`];

	test.each([
		['scheduled', of('presenter'), ['openRoom', 'start', 'message', ...all]],
		['live', of('presenter'), ['openRoom', 'end', 'message', ...all]],
		['ended', of('presenter'), all],
		['cancelled', of('presenter'), all],
		['scheduled', of('presenter', []), ['openRoom', 'message']],
		['live', of('presenter', ['start']), ['openRoom', 'message']],
		[
			'scheduled',
			of('presenter', ['end', 'attendees']),
			['openRoom', 'message', 'attendees: names']
		],
		['scheduled', of('speaker'), ['openRoom']],
		['live', of('speaker', ['attendees']), ['openRoom', 'attendees: names']],
		['live', of('moderator'), ['openRoom', 'attendees: contacts']],
		// What was written down for a kind that can't have it is not done for it either.
		['live', of('moderator', ['start', 'end']), ['openRoom']],
		['live', hostOnStage, ['openRoom', 'end', 'message', ...all]]
	] as const)('%s: %j', (status, who, offered) => {
		expect(names(stageDeeds({ ...event, status }, who))).toEqual(offered);
	});

	test('no room is opened where there is none', () => {
		expect(stageDeeds({ ...event, roomUrl: null }, of('speaker')).openRoom).toBe(false);
		const room = { server: 's', name: 'gala' };
		expect(stageDeeds({ ...event, roomUrl: null, room }, of('speaker')).openRoom).toBe(true);
	});
});

describe('who went into the room is taken to be in it', () => {
	const hour = 3_600_000;
	const [startsAt, endsAt] = [100 * hour, 102 * hour];
	test.each([
		['a trial, days ahead: for an hour', { status: 'scheduled', startsBy: 'clock' }, 50, 51],
		['hours ahead: until the event is over', { status: 'scheduled', startsBy: 'clock' }, 97, 102],
		['while it is live', { status: 'live', startsBy: 'clock' }, 101, 102],
		['started well ahead of its hour', { status: 'live', startsBy: 'clock' }, 50, 102],
		[
			'where a person ends it, as long as that may take',
			{ status: 'live', startsBy: 'hand' },
			101,
			114
		],
		['an hour at least, should it go on', { status: 'live', startsBy: 'clock' }, 101.5, 102.5]
	] as const)('%s', (_when, fields, at, until) => {
		expect(inRoomUntil({ startsAt, endsAt, ...fields }, at * hour)).toBe(until * hour);
	});
});
