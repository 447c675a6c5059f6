import * as v from 'valibot';
import { expect, test } from 'vitest';
import { roomServerSchema } from './rooms.ts';

const jitsi = {
	kind: 'jitsi',
	name: ' House ',
	baseUrl: ' https://meet.example.org/ ',
	appId: 'foyer',
	secret: 's'
};
const pem = '-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----';
const jaas = { kind: 'jaas', name: 'JaaS', appId: 'vpaas-1', keyId: 'vpaas-1/4f4910', secret: pem };
const bigBlueButton = {
	kind: 'bigbluebutton',
	name: 'BBB',
	baseUrl: 'https://bbb.example.org/bigbluebutton/',
	secret: 's'
};

test.each([
	[jitsi, { ...jitsi, name: 'House', baseUrl: 'https://meet.example.org/' }],
	[{ ...jaas, secret: `\n${pem}\n` }, jaas],
	[
		{ ...jaas, secret: pem.replaceAll('PRIVATE', 'RSA PRIVATE') },
		{ ...jaas, secret: pem.replaceAll('PRIVATE', 'RSA PRIVATE') }
	],
	[
		{ ...bigBlueButton, secret: null },
		{ ...bigBlueButton, secret: null }
	]
])('%j is a room server', (input, output) => {
	expect(v.parse(roomServerSchema, input)).toEqual(output);
});

test.each([
	[{ ...jitsi, name: '  ' }, 'name', 'required'],
	[{ ...jitsi, baseUrl: 'http://meet.example.org' }, 'baseUrl', 'room_url_not_https'],
	[{ ...jitsi, baseUrl: 'https://a:b@meet.example.org' }, 'baseUrl', 'room_url_not_https'],
	[{ ...jitsi, baseUrl: 'https://meet.example.org/?a=b' }, 'baseUrl', 'room_url_not_https'],
	[{ ...jitsi, secret: ' ' }, 'secret', 'required'],
	[{ ...jaas, secret: 'shared' }, 'secret', 'private_key_malformed'],
	[{ ...jaas, appId: 'a/../b' }, 'appId', 'app_id_malformed'],
	[{ ...bigBlueButton, secret: 'x'.repeat(501) }, 'secret', 'too_long']
])('%j is none', (input, field, message) => {
	const { issues } = v.safeParse(roomServerSchema, input);
	expect(issues?.map((issue) => [v.getDotPath(issue), issue.message])).toEqual([[field, message]]);
});
