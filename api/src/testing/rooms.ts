import { vi } from 'vitest';
import type { RoomServerFields } from '@foyer/shared/rooms';
import type { Context } from '../context.ts';
import { writeTenant } from '../db/tenant.ts';
import { addRoomServer } from '../rooms/room-servers.writes.ts';

export const aRoomServer = {
	kind: 'jitsi',
	name: 'The house’s Jitsi',
	baseUrl: 'https://meet.example.org',
	appId: 'foyer',
	secret: 'a secret of the room server'
} as const satisfies RoomServerFields;

export const aBigBlueButton = {
	kind: 'bigbluebutton',
	name: 'BigBlueButton',
	baseUrl: 'https://bbb.example.org/bigbluebutton/',
	secret: 'a secret of BigBlueButton'
} as const satisfies RoomServerFields;

/** Answers the calls to that BigBlueButton. @returns the addresses that were called */
export function answerBigBlueButton(answer: () => Promise<Response>): URL[] {
	const calls: URL[] = [];
	const through = globalThis.fetch;
	vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
		const url = new URL(input instanceof Request ? input.url : input);
		if (url.hostname !== 'bbb.example.org') return through(input, init);
		calls.push(url);
		return answer();
	});
	return calls;
}

/** What it says of a meeting that was made. */
export const meetingMade = () =>
	Promise.resolve(
		new Response(
			'<response><returncode>SUCCESS</returncode><createTime>1531155809613</createTime></response>'
		)
	);

/** A room server of an organisation. @returns its id */
export async function makeRoomServer(
	context: Context,
	organisationId: string,
	server: RoomServerFields & { secret: string } = aRoomServer
): Promise<string> {
	const id = context.newId();
	await writeTenant(context.db, organisationId, (tx) =>
		addRoomServer(tx, { organisationId, id }, server, {
			secret: context.config.secret,
			now: context.now()
		})
	);
	return id;
}
