import { expect, test } from 'vitest';
import { openTestContext } from '../testing/context.ts';
import { makeEvent, makeOrganisation, makeRegistration } from '../testing/organisations.ts';
import { parseDeliveryReport, reportsPath, reportsToken } from './delivery-reports.ts';
import { deliveryReportRoutes } from './mail.routes.ts';

const mailId = '8f0f7d2e-4c0b-4c53-9a43-0d6a6f5f2f11';

/** A report as Postfix writes it. */
const report = ({
	action = 'failed',
	envelopeId = '',
	returnedId = `<${mailId}@foyer.test>`
} = {}): string =>
	[
		'From: MAILER-DAEMON@mx.example',
		'To: foyer@foyer.test',
		'Subject: Delivery report',
		'MIME-Version: 1.0',
		'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
		'',
		'--b',
		'Content-Type: text/plain',
		'',
		'This is the mail system at host mx.example.',
		'--b',
		'Content-Type: message/delivery-status',
		'',
		'Reporting-MTA: dns; mx.example',
		...(envelopeId ? [`Original-Envelope-Id: ${envelopeId}`] : []),
		'',
		'Final-Recipient: rfc822; ines@example.org',
		`Action: ${action}`,
		'Status: 5.2.2',
		'Diagnostic-Code: smtp; 552 5.2.2 <ines@example.org>:',
		'    mailbox full',
		'',
		'--b',
		'Content-Type: text/rfc822-headers',
		'',
		`Message-ID: ${returnedId}`,
		'Subject: Votre lien',
		'',
		'--b--',
		''
	].join('\r\n');

const parse = (text: string) => parseDeliveryReport(Buffer.from(text));

test.each([
	['failed', 'rejected', '552 5.2.2 …: mailbox full'],
	['delayed', 'delayed', '552 5.2.2 …: mailbox full'],
	['delivered', 'delivered', null]
])('reads that a mail was %s', async (action, state, reason) => {
	expect(await parse(report({ action }))).toEqual({ mailId, state, reason });
});

test('knows the mail by its envelope id, too', async () => {
	const text = report({ envelopeId: mailId, returnedId: '<changed@relay.example>' });
	expect(await parse(text)).toMatchObject({ mailId });
});

test.each([
	['relayed', report({ action: 'relayed' })],
	['about a foreign mail', report({ returnedId: '<1234@elsewhere.example>' })],
	['no report', 'From: a@b.example\r\nSubject: Hello\r\n\r\nHello\r\n'],
	['empty', '']
])('takes nothing from a mail that is %s', async (_name, text) => {
	expect(await parse(text)).toBeNull();
});

async function open() {
	const context = await openTestContext();
	const { organisationId } = await makeOrganisation(context.db);
	const event = await makeEvent(context.db, organisationId);
	const registration = await makeRegistration(context.db, organisationId, event.id);
	const now = context.now();
	await context.db
		.insertInto('mails')
		.values({
			organisationId,
			id: mailId,
			eventId: event.id,
			registrationId: registration.id,
			kind: 'confirmation',
			minutes: null,
			movedFrom: null,
			state: 'sent',
			reason: null,
			dueAt: now,
			createdAt: now,
			updatedAt: now
		})
		.execute();
	const app = deliveryReportRoutes(context);
	const post = async (text: string, token = reportsToken(context.config.secret)) => {
		const headers = { authorization: `Bearer ${token}` };
		const response = await app.request(reportsPath, { method: 'POST', headers, body: text });
		return response.status;
	};
	const state = () =>
		context.db
			.selectFrom('registrations')
			.select(['mailState', 'mailReason'])
			.where('id', '=', registration.id)
			.executeTakeFirstOrThrow();
	return { post, state };
}

test('a report reaches the registration: delayed, then delivered; a late delay changes nothing', async () => {
	const { post, state } = await open();
	expect(await post(report({ action: 'delayed' }))).toBe(204);
	expect(await state()).toEqual({ mailState: 'deferred', mailReason: '552 5.2.2 …: mailbox full' });
	expect(await post(report({ action: 'delivered' }))).toBe(204);
	expect(await state()).toEqual({ mailState: 'delivered', mailReason: null });
	expect(await post(report({ action: 'delayed' }))).toBe(204);
	expect((await state()).mailState).toBe('delivered');
});

test('a bounce after the server took the mail shows as rejected', async () => {
	const { post, state } = await open();
	expect(await post(report())).toBe(204);
	expect(await state()).toEqual({ mailState: 'rejected', mailReason: '552 5.2.2 …: mailbox full' });
});

test('without the token, with a foreign mail or with anything else nothing changes', async () => {
	const { post, state } = await open();
	expect(await post(report(), 'guess')).toBe(401);
	expect(await post(report({ returnedId: `<${mailId.replace('8', '9')}@foyer.test>` }))).toBe(404);
	expect(await post('not a report')).toBe(422);
	expect((await state()).mailState).toBe('not_sent');
});
