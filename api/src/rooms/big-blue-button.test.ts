import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { callUrl, createUrl, joinUrl, readCreateTime, readMessageKey } from './big-blue-button.ts';

/** The meeting and the secret are those of the worked example in BigBlueButton's description of its API. */
const secret = '639259d4-9dd8-4b25-bf01-95f9567eaf4b';
const server = { baseUrl: 'https://bbb.example.org/bigbluebutton/', secret };
const meeting = { id: 'abc123', name: 'Test Meeting' };

const checksumOf = (text: string) => createHash('sha256').update(text).digest('hex');

test('a call is signed as in the example', () => {
	const query = 'name=Test+Meeting&meetingID=abc123&attendeePW=111222&moderatorPW=333444';
	// The description sums it by SHA-1; OpenOlat's tests publish the SHA-256 of the same text.
	expect(createHash('sha1').update(`create${query}${secret}`).digest('hex')).toBe(
		'1fcbb0c4fc1f039f73aa6d697d2db9ba7f803f17'
	);
	expect(
		callUrl(server, 'create', {
			name: 'Test Meeting',
			meetingID: 'abc123',
			attendeePW: '111222',
			moderatorPW: '333444'
		})
	).toBe(
		`https://bbb.example.org/bigbluebutton/api/create?${query}&checksum=da9185f7f333cfdfcd6eeac32dca3777510c4c436020d8b887ba5515bd1d189e`
	);
});

describe('a meeting is made', () => {
	test('by the example’s query, less its passwords, which roles replace', () => {
		const query = 'name=Test+Meeting&meetingID=abc123';
		expect(createUrl(server, meeting)).toBe(
			`https://bbb.example.org/bigbluebutton/api/create?${query}&checksum=${checksumOf(`create${query}${secret}`)}`
		);
	});

	test.each([
		'https://bbb.example.org/bigbluebutton',
		'https://bbb.example.org/bigbluebutton/api',
		'https://bbb.example.org/bigbluebutton/api/'
	])('at %s as well', (baseUrl) => {
		expect(createUrl({ ...server, baseUrl }, meeting)).toBe(createUrl(server, meeting));
	});

	test('and its name may hold any letter', () => {
		const url = createUrl(server, { id: 'abc123', name: 'Événement & débat' });
		expect(new URL(url).searchParams.get('name')).toBe('Événement & débat');
		const [, query = '', checksum] = /\?(.*)&checksum=(.*)$/.exec(url) ?? [];
		expect(checksum).toBe(checksumOf(`create${query}${secret}`));
	});
});

test.each([
	['an attendee', false, true, 'VIEWER'],
	['a speaker', false, false, 'VIEWER'],
	['who moderates', true, false, 'MODERATOR']
])('%s enters', (_who, moderator, guest, role) => {
	const url = joinUrl(
		server,
		{ id: 'abc123', createTime: '1531155809613' },
		{ id: '7f', name: 'Ada Lovelace', moderator, guest }
	);
	const query = `fullName=Ada+Lovelace&meetingID=abc123&role=${role}&createTime=1531155809613&userID=7f&guest=${guest}`;
	expect(url).toBe(
		`https://bbb.example.org/bigbluebutton/api/join?${query}&checksum=${checksumOf(`join${query}${secret}`)}`
	);
});

const created = `<response>
  <returncode>SUCCESS</returncode>
  <meetingID>Test</meetingID>
  <createTime>1531155809613</createTime>
  <messageKey>duplicateWarning</messageKey>
</response>`;
const refused = `<response>
<returncode>FAILED</returncode>
<messageKey>checksumError</messageKey>
<message>Checksums do not match</message>
</response>`;

test.each([
	['a success', created, '1531155809613', 'duplicateWarning'],
	['a refusal', refused, null, 'checksumError'],
	['a portal’s page', '<html><body>Sign in</body></html>', null, null]
])('%s is understood', (_what, answer, createTime, messageKey) => {
	expect([readCreateTime(answer), readMessageKey(answer)]).toEqual([createTime, messageKey]);
});
