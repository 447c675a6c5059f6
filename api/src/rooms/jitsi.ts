import { signHs256, signRs256 } from './jwt.ts';
import type { Participant } from './participant.ts';

/** A Jitsi of the organisation's own, with token authentication. */
export interface JitsiServer {
	/** Where its rooms are: with a path, a tenant's. */
	baseUrl: string;
	appId: string;
	secret: string;
}

/** Jitsi as a Service: one of 8x8's tenants. */
export interface JaasServer {
	baseUrl: string;
	/** The tenant: `vpaas-magic-cookie-…`. */
	appId: string;
	keyId: string;
	/** PEM. */
	privateKey: string;
}

/** From when until when a link lets in. UTC ms. */
export interface Validity {
	now: number;
	until: number;
}

/** How far a server's clock may be behind ours, in seconds. */
const skew = 10;

const seconds = (ms: number): number => Math.floor(ms / 1000);

const lifetime = ({ now, until }: Validity) => ({ nbf: seconds(now) - skew, exp: seconds(until) });

/** Jitsi takes strings alone. */
const user = ({ id, name, moderator }: Participant) => ({ id, name, moderator: String(moderator) });

/** The link by which one person enters a room of a Jitsi of one's own. */
export function jitsiLink(
	{ baseUrl, appId, secret }: JitsiServer,
	room: string,
	participant: Participant,
	validity: Validity
): string {
	const { hostname, pathname } = new URL(baseUrl);
	const tenant = pathname.split('/').find((part) => part !== '');
	const affiliation = participant.moderator ? 'owner' : 'member';
	const claims = {
		aud: appId,
		iss: appId,
		sub: (tenant ?? hostname).toLowerCase(),
		room,
		...lifetime(validity),
		// What moderates is named differently by the add-ons that grant it.
		context: { user: { ...user(participant), affiliation } }
	};
	return roomUrl(baseUrl, room, signHs256(claims, secret));
}

/** The link by which one person enters a room of Jitsi as a Service. */
export function jaasLink(
	{ baseUrl, appId, keyId, privateKey }: JaasServer,
	room: string,
	participant: Participant,
	validity: Validity
): string {
	const moderates = String(participant.moderator);
	const claims = {
		aud: 'jitsi',
		iss: 'chat',
		sub: appId,
		room,
		...lifetime(validity),
		context: {
			user: user(participant),
			features: {
				livestreaming: moderates,
				recording: moderates,
				transcription: moderates,
				// Calls cost the house: nobody makes them from an event.
				'outbound-call': 'false',
				'sip-outbound-call': 'false'
			}
		}
	};
	const token = signRs256(claims, privateKey, keyId);
	return roomUrl(`${baseUrl.replace(/\/$/, '')}/${appId}`, room, token);
}

const roomUrl = (baseUrl: string, room: string, token: string): string =>
	`${baseUrl.replace(/\/$/, '')}/${encodeURIComponent(room)}?jwt=${token}`;
