import { closesAt, type Event, type EventRoom } from '@foyer/shared/events';
import type { Context } from '../context.ts';
import { readTenant } from '../db/tenant.ts';
import {
	createUrl,
	joinUrl,
	readCreateTime,
	readMessageKey,
	type BigBlueButtonServer,
	type Meeting
} from './big-blue-button.ts';
import { jaasLink, jitsiLink, type Validity } from './jitsi.ts';
import type { Participant } from './participant.ts';
import { Remembered } from './remembered.ts';
import { openRoomServer, type OpenRoomServer } from './room-servers.reads.ts';

/** The room's server is gone, or doesn't answer as it should. Its message holds no address and no secret. */
export class RoomUnavailable extends Error {}

/** What of an event its room's link depends on. */
export type EventInRoom = Pick<Event, 'title' | 'endsAt' | 'startsBy'>;

/** How long a server's settings are used without being read again, in ms. */
const settingsMs = 10_000;

/**
 * How long a meeting is believed to be there, in ms. BigBlueButton takes away one that everybody left after a
 * minute; a link that names it opens none then.
 */
const meetingMs = 30_000;

/** How long a room's server may take to answer, in ms. */
const patienceMs = 8000;

const longestAnswer = 64 * 1024;

const hour = 3_600_000;

/** A link lets in while its event goes on; it is made at the click, so hours are enough. */
const validityFor = (event: EventInRoom, now: number): Validity => ({
	now,
	until: Math.min(Math.max(closesAt(event), now + hour), now + 12 * hour)
});

/** Makes links into rooms, at the click: they are neither stored nor mailed. */
export class Rooms {
	readonly #context: Pick<Context, 'db' | 'config' | 'now'>;
	readonly #servers: Remembered<OpenRoomServer | undefined>;
	readonly #meetings: Remembered<Meeting>;

	constructor(context: Pick<Context, 'db' | 'config' | 'now'>) {
		this.#context = context;
		this.#servers = new Remembered(context.now, settingsMs);
		this.#meetings = new Remembered(context.now, meetingMs);
	}

	/**
	 * The link by which one person enters an event's room.
	 * @throws RoomUnavailable
	 */
	async link(
		organisationId: string,
		event: EventInRoom,
		room: EventRoom,
		participant: Participant
	): Promise<string> {
		const server = await this.#server(organisationId, room.server);
		const validity = validityFor(event, this.#context.now());
		switch (server?.kind) {
			case undefined:
				throw new RoomUnavailable('the room’s server is gone');
			case 'jitsi':
				return jitsiLink(server, room.name, participant, validity);
			case 'jaas':
				return jaasLink(server, room.name, participant, validity);
			case 'bigbluebutton': {
				const meeting = await this.#meetings.get(
					`${organisationId} ${room.server} ${room.name}`,
					() => createMeeting(server, { id: room.name, name: event.title })
				);
				return joinUrl(server, meeting, participant);
			}
		}
	}

	#server(organisationId: string, id: string): Promise<OpenRoomServer | undefined> {
		const { db, config } = this.#context;
		return this.#servers.get(`${organisationId} ${id}`, () =>
			readTenant(db, organisationId, (tx) =>
				openRoomServer(tx, { organisationId, id }, config.secret)
			)
		);
	}
}

async function createMeeting(
	server: BigBlueButtonServer,
	meeting: { id: string; name: string }
): Promise<Meeting> {
	const answer = await ask(createUrl(server, meeting));
	const createTime = readCreateTime(answer);
	if (createTime === null)
		throw new RoomUnavailable(`no meeting made: ${readMessageKey(answer) ?? 'not understood'}`);
	return { id: meeting.id, createTime };
}

/** Calls the organisation's own server, which its host named; where that one sends us on, nobody follows. */
async function ask(url: string): Promise<string> {
	try {
		const response = await fetch(url, {
			redirect: 'error',
			signal: AbortSignal.timeout(patienceMs)
		});
		let text = '';
		const decoder = new TextDecoder();
		for await (const chunk of response.body ?? []) {
			text += decoder.decode(chunk as Uint8Array, { stream: true });
			if (text.length > longestAnswer) break;
		}
		return text;
	} catch (error) {
		// The error's own words may hold the address, which is signed.
		throw new RoomUnavailable(`not reached: ${error instanceof Error ? error.name : typeof error}`);
	}
}
