import { createHash } from 'node:crypto';
import type { Participant } from './participant.ts';

/** A BigBlueButton of the organisation's own. */
export interface BigBlueButtonServer {
	/** As `bbb-conf --secret` prints it: `https://…/bigbluebutton/`. */
	baseUrl: string;
	secret: string;
}

/** A meeting that the server has made. */
export interface Meeting {
	id: string;
	/** The server's time of its making: a link that names it opens no later meeting of the same id. */
	createTime: string;
}

/** The address that makes a meeting; calling it again changes nothing while the meeting is there. */
export const createUrl = (
	server: BigBlueButtonServer,
	meeting: { id: string; name: string }
): string => callUrl(server, 'create', { name: meeting.name, meetingID: meeting.id });

/** The address by which one person enters a meeting. */
export const joinUrl = (
	server: BigBlueButtonServer,
	meeting: Meeting,
	{ id, name, moderator, guest }: Participant
): string =>
	callUrl(server, 'join', {
		fullName: name,
		meetingID: meeting.id,
		role: moderator ? 'MODERATOR' : 'VIEWER',
		createTime: meeting.createTime,
		userID: id,
		guest: String(guest)
	});

/** A call's address, with the checksum by which the server knows who made it. */
export function callUrl(
	{ baseUrl, secret }: BigBlueButtonServer,
	call: string,
	parameters: Record<string, string>
): string {
	const query = new URLSearchParams(parameters).toString();
	const checksum = createHash('sha256').update(`${call}${query}${secret}`).digest('hex');
	return `${baseUrl.replace(/\/(?:api\/?)?$/, '')}/api/${call}?${query}&checksum=${checksum}`;
}

/** What a `create` was answered. @returns null where the server refused */
export function readCreateTime(answer: string): string | null {
	if (!/<returncode>\s*SUCCESS\s*<\/returncode>/.test(answer)) return null;
	return /<createTime>\s*(\d+)\s*<\/createTime>/.exec(answer)?.[1] ?? null;
}

/** What the server says against a `create`: a short word of its own, such as `checksumError`. */
export const readMessageKey = (answer: string): string | null =>
	/<messageKey>\s*(\w+)\s*<\/messageKey>/.exec(answer)?.[1] ?? null;
