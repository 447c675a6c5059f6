import { createVerify, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { jaasLink, jitsiLink } from './jitsi.ts';
import { signHs256 } from './jwt.ts';

/** The examples are those of Jitsi's description of its tokens (lib-jitsi-meet, doc/tokens.md) and of JaaS's. */
const john = {
	id: 'abcd:a1b2c3-d4e5f6-0abc1-23de-abcdef01fedcba',
	name: 'John Doe',
	moderator: false,
	guest: true
};
const validity = { now: 1_500_003_000_500, until: 1_500_006_923_900 };

function opened(link: string) {
	const { origin, pathname, searchParams } = new URL(link);
	const [header = '', claims = '', signature = ''] = (searchParams.get('jwt') ?? '').split('.');
	const parsed = (part: string): unknown =>
		JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
	return {
		address: origin + pathname,
		header: parsed(header),
		claims: parsed(claims) as Record<string, unknown>,
		signed: `${header}.${claims}`,
		signature
	};
}

test('a token is the one of the documentation', () => {
	const claims = { sub: '1234567890', name: 'John Doe', admin: true };
	expect(signHs256(claims, 'secret')).toBe(
		'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiYWRtaW4iOnRydWV9.TJVA95OrM7E2cBab30RMHrHDcEfxjoYZgeFONFh7HgQ'
	);
});

describe('a Jitsi of one’s own', () => {
	const server = { baseUrl: 'https://Meet.Jit.si', appId: 'my_client', secret: 'shared' };

	test('is told who enters, where and until when', () => {
		const { address, header, claims } = opened(jitsiLink(server, 'gala', john, validity));
		expect(address).toBe('https://meet.jit.si/gala');
		expect(header).toEqual({ alg: 'HS256', typ: 'JWT' });
		expect(claims).toEqual({
			aud: 'my_client',
			iss: 'my_client',
			sub: 'meet.jit.si',
			room: 'gala',
			nbf: 1_500_002_990,
			exp: 1_500_006_923,
			context: {
				user: { id: john.id, name: 'John Doe', moderator: 'false', affiliation: 'member' }
			}
		});
	});

	test.each([
		['https://meet.example.org/', 'https://meet.example.org/gala', 'meet.example.org'],
		['https://meet.example.org/Tenant1', 'https://meet.example.org/Tenant1/gala', 'tenant1'],
		['https://meet.example.org:8443/', 'https://meet.example.org:8443/gala', 'meet.example.org']
	])('at %s', (baseUrl, address, sub) => {
		const link = opened(jitsiLink({ ...server, baseUrl }, 'gala', john, validity));
		expect([link.address, link.claims.sub]).toEqual([address, sub]);
	});

	test('lets who leads the event moderate', () => {
		const link = jitsiLink(server, 'gala', { ...john, moderator: true }, validity);
		expect(opened(link).claims.context).toMatchObject({
			user: { moderator: 'true', affiliation: 'owner' }
		});
	});
});

describe('Jitsi as a Service', () => {
	const { privateKey, publicKey } = generateKeyPairSync('rsa', {
		modulusLength: 2048,
		publicKeyEncoding: { type: 'spki', format: 'pem' },
		privateKeyEncoding: { type: 'pkcs8', format: 'pem' }
	});
	const appId = 'vpaas-magic-cookie-1fc542a3e4414a44b2611668195e2bfe';
	const keyId = `${appId}/4f4910`;
	const server = { baseUrl: 'https://8x8.vc', appId, keyId, privateKey };

	test.each([[true], [false]])('is told whether who enters moderates: %s', (moderator) => {
		const link = opened(jaasLink(server, 'gala', { ...john, moderator }, validity));
		expect(link.address).toBe(`https://8x8.vc/${appId}/gala`);
		expect(link.header).toEqual({ alg: 'RS256', kid: keyId, typ: 'JWT' });
		expect(link.claims).toEqual({
			aud: 'jitsi',
			iss: 'chat',
			sub: appId,
			room: 'gala',
			nbf: 1_500_002_990,
			exp: 1_500_006_923,
			context: {
				user: { id: john.id, name: 'John Doe', moderator: String(moderator) },
				features: {
					livestreaming: String(moderator),
					recording: String(moderator),
					transcription: String(moderator),
					'outbound-call': 'false',
					'sip-outbound-call': 'false'
				}
			}
		});
	});

	/** What its documentation lists, of 2026-11. */
	const documented = {
		claims: ['aud', 'context', 'exp', 'iss', 'nbf', 'room', 'sub'],
		user: ['id', 'name', 'avatar', 'email', 'moderator', 'hidden-from-recorder'],
		features: [
			'livestreaming',
			'recording',
			'transcription',
			'sip-inbound-call',
			'sip-outbound-call',
			'inbound-call',
			'outbound-call',
			'file-upload',
			'list-visitors'
		]
	};

	test('hears nothing that its documentation doesn’t know, and each of it in words', () => {
		const { claims } = opened(jaasLink(server, 'gala', { ...john, moderator: true }, validity));
		const { user, features } = claims['context'] as Record<string, Record<string, string>>;
		expect(Object.keys(claims).sort()).toEqual(documented.claims);
		expect(documented.user).toEqual(expect.arrayContaining(Object.keys(user ?? {})));
		expect(documented.features).toEqual(expect.arrayContaining(Object.keys(features ?? {})));
		for (const value of Object.values(features ?? {})) expect(value).toMatch(/^(?:true|false)$/);
		expect(user?.['moderator']).toBe('true');
	});

	test('finds the token signed with the key that it knows', () => {
		const { signed, signature } = opened(jaasLink(server, 'gala', john, validity));
		const verify = (text: string) =>
			createVerify('RSA-SHA256').update(text).verify(publicKey, signature, 'base64url');
		expect([verify(signed), verify(`${signed}x`)]).toEqual([true, false]);
	});
});
