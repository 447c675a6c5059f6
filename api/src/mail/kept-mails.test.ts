import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { allLevels, type MemberActor } from '@foyer/shared/team';
import { expect, onTestFinished, test } from 'vitest';
import { writeAndTell, type Context } from '../context.ts';
import { openTestContext } from '../testing/context.ts';
import {
	makeEvent,
	makeMember,
	makeOrganisation,
	makeRegistration
} from '../testing/organisations.ts';
import { recordEffects } from './effects.ts';
import { keptPage, listKeptFor, readKeptFor } from './kept-mails.ts';
import { listKept, mailFolder, mostKept } from './mail-folder.ts';
import { workOutbox } from './sending.ts';
import { openTransport } from './transport.ts';
import { sendUserMail } from './user-mails.ts';

async function dataFolder(): Promise<string> {
	const folder = await mkdtemp(path.join(tmpdir(), 'foyer-mail-'));
	onTestFinished(() => rm(folder, { recursive: true, force: true }));
	return folder;
}

async function open() {
	const context = await openTestContext({ dataDir: await dataFolder() });
	const { organisationId, host } = await makeOrganisation(context.db);
	const event = await makeEvent(context.db, organisationId, { title: 'Concert' });
	const registration = await makeRegistration(context.db, organisationId, event.id);
	await writeAndTell(context, organisationId, (tx) =>
		recordEffects(
			tx,
			organisationId,
			[
				{
					effect: 'mail',
					mail: 'confirmation',
					eventId: event.id,
					registrationIds: [registration.id]
				}
			],
			context
		)
	);
	return { context, organisationId, host, registration };
}

const work = (context: Context) =>
	workOutbox(context, openTransport(context), new AbortController().signal);

const idOf = (member: MemberActor): string => member.userId;

test('without a mail server mails are kept, for the server’s own user alone, and the registration says so', async () => {
	const { context, host, registration } = await open();
	await work(context);
	const [name = ''] = await readdir(path.join(context.config.dataDir, 'mail'));
	expect((await stat(path.join(context.config.dataDir, 'mail', name))).mode & 0o777).toBe(0o600);
	expect(await listKeptFor(context, idOf(host), null)).toEqual([
		{ name, to: registration.email, subject: 'Votre lien pour Concert', createdAt: context.now() }
	]);
	const mail = await readKeptFor(context, idOf(host), name);
	expect(mail?.text).toContain('/live?email=');
	expect(mail?.attachments.map(({ filename }) => filename).sort()).toEqual([
		'evenement.ics',
		'link.png'
	]);
	const page = await keptPage(context, idOf(host), name);
	expect(page).toContain('src="data:image/png;base64,');
	expect(page).not.toContain('cid:');
	const row = await context.db
		.selectFrom('registrations')
		.select(['mailState', 'mailReason'])
		.executeTakeFirstOrThrow();
	expect(row).toEqual({ mailState: 'sent', mailReason: 'kept' });
});

test('a mail is missing for members who are no host, and for hosts of other organisations', async () => {
	const { context, organisationId } = await open();
	await work(context);
	const [kept] = await listKept(context.config.dataDir);
	const coWorker = await makeMember(context.db, organisationId, { levels: allLevels('manage') });
	const { host: stranger } = await makeOrganisation(context.db);
	for (const member of [coWorker, stranger]) {
		expect(await listKeptFor(context, idOf(member), null)).toEqual([]);
		expect(await readKeptFor(context, idOf(member), kept?.name ?? '')).toBeNull();
		expect(await keptPage(context, idOf(member), kept?.name ?? '')).toBeNull();
	}
});

test('a mail to a user is sealed until it goes, and shown to who hosts all of the user’s organisations', async () => {
	const { context, organisationId, host } = await open();
	const link = 'http://foyer.test/app/reset?token=very-secret';
	const member = await makeMember(context.db, organisationId, { levels: allLevels('edit') });
	const to = `${member.userId}@example.org`;
	await sendUserMail(context, { kind: 'password_reset', to, name: 'Tom', locale: 'en', link });
	const { sealed } = await context.db
		.selectFrom('userMails')
		.select('sealed')
		.executeTakeFirstOrThrow();
	expect(Buffer.from(sealed).toString('latin1')).not.toContain('very-secret');
	await work(context);
	expect(await context.db.selectFrom('userMails').select('id').execute()).toEqual([]);
	const seen = (await listKeptFor(context, idOf(host), null)).filter((mail) => mail.to === to);
	expect(seen).toEqual([expect.objectContaining({ subject: 'Set a new password' })]);
	expect((await readKeptFor(context, idOf(host), seen[0]?.name ?? ''))?.text).toContain(link);
	const other = await makeOrganisation(context.db);
	await context.db
		.insertInto('members')
		.values({
			organisationId: other.organisationId,
			userId: member.userId,
			levels: JSON.stringify(allLevels('view')),
			until: null
		})
		.execute();
	expect((await listKeptFor(context, idOf(host), null)).filter((mail) => mail.to === to)).toEqual(
		[]
	);
});

test('names that lead elsewhere are missing', async () => {
	const { context, host } = await open();
	await work(context);
	for (const name of ['../secret', '..%2Fsecret', '', 'x.eml'])
		expect(await readKeptFor(context, idOf(host), name)).toBeNull();
});

test('the newest are kept, and a repeated attempt replaces its file', async () => {
	const dataDir = await dataFolder();
	const folder = mailFolder(dataDir);
	const organisationId = '0b2c5f0e-9a52-4b6e-8a8f-2f4f9a3f1a10';
	const deliver = (n: number) => {
		const id = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
		const message = {
			id,
			organisationId,
			createdAt: 1_770_000_000_000 + n,
			from: 'a@b.example',
			to: 'c@d.example',
			raw: Buffer.from('x')
		};
		return folder.deliver(message, async () => {});
	};
	for (let n = 0; n < mostKept + 5; n++) await deliver(n);
	await deliver(mostKept + 4);
	await folder.close();
	const kept = await listKept(dataDir);
	expect(kept).toHaveLength(mostKept);
	expect(kept[0]?.createdAt).toBe(1_770_000_000_000 + mostKept + 4);
});
