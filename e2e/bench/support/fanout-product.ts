/**
 * A process on which viewers wait for the product: the press of Start, the commit, the news, the feed, the
 * streams. `fanout-product.ts <dump of a migrated database>`
 */
import { readFile } from 'node:fs/promises';
import { eventPath } from '@foyer/shared/access';
import { deriveWaitingToken } from '../../../api/src/access/access-keys.ts';
import { eventRef } from '../../../api/src/access/access.reads.ts';
import { openApp } from '../../../api/src/app.ts';
import { writeAndTell } from '../../../api/src/context.ts';
import { startEvent } from '../../../api/src/events/event-start.writes.ts';
import { openKit } from '../../../api/src/pages/kit.ts';
import { changeEvent } from '../../../api/src/testing/access.ts';
import { makeEvent, makeOrganisation } from '../../../api/src/testing/organisations.ts';
import { openBenchContext } from '../../../api/src/bench/support/bench-context.ts';
import { serveWaiting } from './fanout-server.ts';

const dump = new Blob([await readFile(process.argv[2] ?? '')]);
const context = await openBenchContext(null, dump);
const { organisationId, pageName } = await makeOrganisation(context.db);
const startsAt = context.now() + 3_600_000;
const { id: eventId, permalink } = await makeEvent(context.db, organisationId, {
	startsAt,
	endsAt: startsAt + 3_600_000
});

const token = deriveWaitingToken(context.config.secret, eventRef(organisationId, eventId));

await serveWaiting({
	path: `${eventPath(pageName, permalink)}/live/stream?token=${token}`,
	listener: openApp(context, await openKit()).listener,
	start: async () => {
		const starting = { organisationId, eventId, now: context.now(), by: 'hand' as const };
		await writeAndTell(context, organisationId, (tx) => startEvent(tx, starting));
	},
	reset: async () => {
		await changeEvent(context, organisationId, eventId, { status: 'scheduled' });
	}
});
