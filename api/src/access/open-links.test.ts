import { expect, it, vi } from 'vitest';
import { allLevels } from '@foyer/shared/team';
import { createSession } from '../accounts/sessions.writes.ts';
import { changeEvent, changeRegistration, makeInvited } from '../testing/access.ts';
import { contextOn } from '../testing/context-on.ts';
import { openTestContext } from '../testing/context.ts';
import { makeMember, makeRegistration } from '../testing/organisations.ts';
import { serveForTest, visit } from '../testing/served.ts';
import { wait, type Told, type Viewer } from '../testing/streams.ts';
import { until } from '../testing/until.ts';
import { TogetherReader } from './together-reader.ts';

type Opened = Awaited<ReturnType<typeof open>>;

/** Two processes, at each of which the same guest waits. */
async function open() {
	const context = await openTestContext();
	const invited = await makeInvited(context);
	const { organisationId, event, registration, stream } = invited;
	const origins = [
		(await serveForTest(context)).origin,
		(await serveForTest(await contextOn(context.database))).origin
	];
	const change = (fields: Parameters<typeof changeRegistration>[3]) =>
		changeRegistration(context, organisationId, registration.id, fields);
	const others = await makeRegistration(context.db, organisationId, event.id);
	return { ...invited, context, origins, change, others, streams: origins.map(stream) };
}

const waitBy = (addresses: readonly string[]): Promise<Viewer[]> =>
	Promise.all(addresses.map(wait));

const revisions = ({ told }: Viewer) => told.map(({ data }) => data.revision);
const known = expect.stringMatching(/./) as string;

const expectTold = (viewers: readonly Viewer[], told: string[]) =>
	until(() => expect(viewers.map(revisions)).toEqual(viewers.map(() => told)));

const stateAt = async (stream: string): Promise<string> =>
	((await (await fetch(stream.replace('/stream', '/state'))).json()) as Told['data']).revision;

const deeds: [string, (opened: Opened) => Promise<unknown>][] = [
	['registration is cancelled', ({ change }) => change({ status: 'cancelled' })],
	['place is given away', ({ change }) => change({ status: 'waiting_list' })],
	['key is renewed', ({ change }) => change({ keyVersion: 2 })],
	[
		'address is corrected',
		({ context, organisationId, registration }) =>
			context.db
				.updateTable('people')
				.set({ email: 'else@example.org' })
				.where('organisationId', '=', organisationId)
				.where('id', '=', registration.personId)
				.execute()
				.then(() => context.news.changed(organisationId))
	],
	[
		'registration is deleted',
		({ context, organisationId, registration }) =>
			context.db
				.deleteFrom('registrations')
				.where('organisationId', '=', organisationId)
				.where('id', '=', registration.id)
				.execute()
				.then(() => context.news.changed(organisationId))
	]
];

it.each(deeds)('who waits hears at once that their %s, at whichever process', async (_, deed) => {
	const opened = await open();
	const { link, origins, streams, stream, others } = opened;
	// At one process the page was opened too, by which it knows the link.
	await visit(link(origins[0] ?? ''));
	const viewers = await waitBy(streams);
	const neighbour = await wait(stream(origins[0] ?? '').replace(/link=.*/, `link=${others.id}.1`));
	await expectTold([...viewers, neighbour], [known]);
	expect(await Promise.all(streams.map(stateAt))).toEqual([known, known]);
	await deed(opened);
	await expectTold(viewers, [known, '']);
	await until(() => expect(viewers.map((viewer) => viewer.ended())).toEqual([true, true]));
	// Whose network was gone hears it as soon as it is back, by either way.
	await expectTold(await waitBy(streams), [known, '']);
	expect(await Promise.all(streams.map(stateAt))).toEqual(['', '']);
	expect([revisions(neighbour), neighbour.ended()]).toEqual([[known], false]);
});

it('nobody is sent away by what leaves their link as it is', async () => {
	const { context, organisationId, event, change, others, streams, stream, origins } = await open();
	const viewers = await waitBy(streams);
	const neighbours = await waitBy(
		origins.map((origin) => stream(origin).replace(/link=.*/, `link=${others.id}.1`))
	);
	await expectTold([...viewers, ...neighbours], [known]);
	await change({ firstName: 'Grace', remindersStopped: true });
	await changeEvent(context, organisationId, event.id, { message: 'Soon' });
	await changeRegistration(context, organisationId, others.id, { status: 'cancelled' });
	// What happened before has been taken in by then.
	await expectTold(neighbours, [known, known, '']);
	expect(viewers.map(revisions)).toEqual([
		[known, known],
		[known, known]
	]);
});

it('is looked at again where the database could not be asked', async () => {
	const { change, streams } = await open();
	await change({ status: 'cancelled' });
	vi.spyOn(TogetherReader.prototype, 'read').mockRejectedValueOnce(new Error('gone'));
	await expectTold(await waitBy(streams), [known, '']);
});

it('a page that names no link that is one hears of the event alone', async () => {
	const { change, streams } = await open();
	const unnamed = streams.map((stream) => stream.replace(/link=.*/, 'link=%00.1'));
	await change({ status: 'cancelled' });
	await expectTold(await waitBy(unnamed), [known]);
	expect(await Promise.all(unnamed.map(stateAt))).toEqual([known, known]);
});

it('the host, who waits by somebody’s cancelled link, waits on', async () => {
	const { context, organisationId, change, link, origins } = await open();
	const linkIn = async (cookie: string) =>
		/"link":"([^"]*)"/.exec(await (await visit(link(origins[0] ?? ''), { cookie })).text())?.[1];
	const { userId } = await makeMember(context.db, organisationId, {
		levels: allLevels('manage'),
		host: true
	});
	const cookie = `foyer_session=${await createSession(context, userId)}`;
	expect([await linkIn(cookie), await linkIn('')]).toEqual(['', expect.stringMatching(/\.1$/)]);
	await change({ status: 'cancelled' });
	await until(async () =>
		expect([await linkIn(cookie), await linkIn('')]).toEqual(['', undefined])
	);
});
