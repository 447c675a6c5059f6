import { fragmentNames, fragments, fragmentsOf, isByEvent } from '@foyer/shared/entities';
import { parseScope, scopesOf, type Scope } from '@foyer/shared/scopes';
import {
	nearEvents,
	pace,
	type Cursor,
	type FragmentChange,
	type Membership,
	type PullAnswer,
	type PullRequest,
	type ScopeChange,
	type WireRow
} from '@foyer/shared/sync';
import { editsEvents, type MemberActor } from '@foyer/shared/team';
import type { Context } from '../context.ts';
import { readTenant, type TenantTx } from '../db/tenant.ts';
import { readRoomServerChoices } from '../rooms/room-servers.reads.ts';
import {
	readChanges,
	readHead,
	readKnownCommits,
	readWireRows,
	type Change
} from './feed.reads.ts';
import { countRows, goesOn, readNearEvents, readPages } from './first-sync.reads.ts';
import { readMember } from './members.reads.ts';
import { syncFault } from './push.writes.ts';

/** How much one answer carries. */
export interface PullLimits {
	/** Rows of a scope's first page: few, so that there is something to see at once. */
	firstRows: number;
	/** Rows of its later pages. */
	pageRows: number;
	/** Rows of all the pages in one answer, divided among the scopes that still lack some. */
	answerRows: number;
	/** Changed rows, unless a single commit changed more. */
	changedRows: number;
	/** Events whose registrations come before the others'. */
	nearEvents: number;
}

export const pullLimits: PullLimits = {
	firstRows: 500,
	pageRows: 2500,
	answerRows: 10_000,
	changedRows: 5000,
	nearEvents
};

/** The first pages stay as they are: they come at once in any case. */
const atPace = (limits: PullLimits, by = pace.usual): PullLimits => ({
	...limits,
	pageRows: Math.ceil(limits.pageRows * by),
	answerRows: Math.ceil(limits.answerRows * by)
});

interface Snapshot {
	tx: TenantTx;
	organisationId: string;
	secret: string;
	/** UTC ms. */
	now: number;
	head: Cursor;
	limits: PullLimits;
}

/**
 * Answers what a device lacks, all of it from one snapshot: for scopes it holds, what changed since its
 * cursors; for scopes it is new to, pages, each with the changes since the first; and
 * which scopes it must drop.
 * @throws TRPCError `not_a_member`, `client_gone`
 */
export async function pull(
	context: Context,
	request: PullRequest,
	user: Membership['user'],
	limits = pullLimits
): Promise<PullAnswer> {
	return readTenant(context.db, request.organisationId, async (tx) => {
		const actor = await readMember(tx, request.organisationId, user.id, context.now());
		if (!actor) throw syncFault('not_a_member');
		const snapshot: Snapshot = {
			tx,
			organisationId: request.organisationId,
			secret: context.config.secret,
			now: context.now(),
			head: await readHead(tx, request.organisationId),
			limits: atPace(limits, request.pace)
		};
		const granted = scopesOf(actor);
		const { scopes, complete } = await readScopes(snapshot, granted, request.cursors);
		return {
			membership: await readMembership(tx, request.organisationId, user, actor),
			removed: (Object.keys(request.cursors) as Scope[]).filter(
				(scope) => !granted.includes(scope)
			),
			scopes,
			...(complete ? await readProcessed(tx, request, user.id) : { lastMutationId: null }),
			more: !complete,
			serverTime: context.now(),
			lease: context.config.offlineLease
		};
	});
}

/** What each granted scope lacks, and whether all its changes found room. */
async function readScopes(
	snapshot: Snapshot,
	granted: readonly Scope[],
	cursors: PullRequest['cursors']
): Promise<{ scopes: ScopeChange[]; complete: boolean }> {
	const isKnown = await readKnownCommits(
		snapshot.tx,
		snapshot.organisationId,
		Object.values(cursors)
	);
	const held = new Map(
		granted.flatMap((scope) => {
			const cursor = cursors[scope];
			return cursor &&
				cursor.version <= snapshot.head.version &&
				isKnown(cursor) &&
				goesOn(cursor.after)
				? [[scope, cursor] as const]
				: [];
		})
	);
	const { changes, end } = await readNews(snapshot, held);
	const reached = end ?? snapshot.head;
	const lacking = granted.filter(
		(scope) => held.get(scope)?.after !== undefined || !held.has(scope)
	);
	const share = Math.max(1, Math.floor(snapshot.limits.answerRows / Math.max(1, lacking.length)));
	const scopes: ScopeChange[] = [];
	for (const scope of granted) {
		const known = held.get(scope);
		// Pages wait until all changes found room.
		if (!known && end !== null) continue;
		const news = known ? changes.filter(({ version }) => version > known.version) : [];
		const paging =
			end === null && lacking.includes(scope)
				? await readPage(snapshot, scope, known, share)
				: null;
		const at = known && known.version > reached.version ? known : reached;
		scopes.push({
			scope,
			reset: !known,
			changes: [...(await readScopeNews(snapshot, scope, news)), ...(paging?.changes ?? [])],
			cursor: {
				version: at.version,
				commit: at.commit,
				...(paging ? paging.place : placeOf(known))
			}
		});
	}
	const complete =
		end === null && scopes.length === granted.length && scopes.every(({ cursor }) => !cursor.after);
	return { scopes, complete };
}

/** Where a cursor stands in its first sync; nothing once that is over. */
type FirstSyncPlace = Pick<Cursor, 'after' | 'near' | 'progress'>;

const placeOf = ({ after, near, progress }: FirstSyncPlace = {}): FirstSyncPlace =>
	after ? { after, ...(near && { near }), ...(progress && { progress }) } : {};

/** A scope's next page, and where it ends. Its rows are counted once, where one page can't carry them. */
async function readPage(
	snapshot: Snapshot,
	scope: Scope,
	known: Cursor | undefined,
	share: number
): Promise<{ changes: FragmentChange[]; place: FirstSyncPlace }> {
	const { firstRows, pageRows, nearEvents: mostNear } = snapshot.limits;
	const near =
		known?.near ??
		(scope.endsWith(':*') ? await readNearEvents(snapshot, snapshot.now, mostNear) : undefined);
	const { changes, rowCount, after } = await readPages(snapshot, scope, {
		after: known?.after,
		near: near ?? [],
		room: Math.min(share, known ? pageRows : firstRows)
	});
	if (!after) return { changes, place: {} };
	const [done, of] = known?.progress ?? [0, await countRows(snapshot, scope)];
	return {
		changes,
		place: placeOf({ after, ...(near && { near }), progress: [done + rowCount, of] })
	};
}

/** The changes after the oldest of the held cursors, in the fragments that they concern. */
async function readNews(
	snapshot: Snapshot,
	held: ReadonlyMap<Scope, Cursor>
): Promise<{ changes: Change[]; end: Cursor | null }> {
	const oldest = Math.min(
		...[...held.values()].map(({ version }) => version),
		snapshot.head.version
	);
	if (oldest === snapshot.head.version) return { changes: [], end: null };
	const parts = new Set([...held.keys()].map((scope) => parseScope(scope)?.part));
	const wanted = fragmentNames.filter((name) => parts.has(fragments[name].part));
	return readChanges(snapshot.tx, snapshot.organisationId, {
		after: oldest,
		fragments: wanted,
		most: snapshot.limits.changedRows
	});
}

/** The present rows of what changed in a scope, by fragment and event. */
async function readScopeNews(
	{ tx, organisationId, secret }: Snapshot,
	scope: Scope,
	changes: readonly Change[]
): Promise<FragmentChange[]> {
	const parsed = parseScope(scope);
	if (!parsed || changes.length === 0) return [];
	const answer: FragmentChange[] = [];
	for (const fragment of fragmentsOf(parsed.part)) {
		const eventOf = new Map(
			changes
				.filter(
					(change) =>
						change.fragment === fragment && (parsed.of === '*' || change.event === parsed.of)
				)
				.map(({ id, event }) => [id, isByEvent(fragment) ? event : null])
		);
		const ids = [...eventOf.keys()];
		const rows = new Map(
			(await readWireRows(tx, organisationId, fragment, ids, secret)).map((row) => [row[0], row])
		);
		for (const [event, those] of Map.groupBy(ids, (id) => eventOf.get(id) ?? null))
			answer.push({
				fragment,
				event,
				rows: those.map((id) => rows.get(id)).filter((row): row is WireRow => row !== undefined),
				gone: those.filter((id) => !rows.has(id))
			});
	}
	return answer;
}

async function readMembership(
	tx: TenantTx,
	organisationId: string,
	user: Membership['user'],
	actor: MemberActor
): Promise<Membership> {
	const organisation = await tx
		.selectFrom('organisations')
		.select(['id', 'name', 'pageName', 'locale', 'timeZone', 'parallelEvents'])
		.where('id', '=', organisationId)
		.executeTakeFirstOrThrow();
	if (!editsEvents(actor)) return { user, organisation, actor };
	return {
		user,
		organisation,
		actor,
		roomServers: await readRoomServerChoices(tx, organisationId)
	};
}

async function readProcessed(
	tx: TenantTx,
	request: PullRequest,
	userId: string
): Promise<Required<Pick<PullAnswer, 'lastMutationId' | 'lastEntry' | 'outcomesDigest'>>> {
	const client = await tx
		.selectFrom('syncClients')
		.select(['userId', 'lastMutationId', 'outcomesDigest'])
		.where('organisationId', '=', request.organisationId)
		.where('id', '=', request.clientId)
		.executeTakeFirst();
	if (client && client.userId !== userId) throw syncFault('client_gone');
	const last = await tx
		.selectFrom('syncOutcomes')
		.select('entry')
		.where('organisationId', '=', request.organisationId)
		.where('clientId', '=', request.clientId)
		.where('mutationId', '=', client?.lastMutationId ?? 0)
		.executeTakeFirst();
	return {
		lastMutationId: client?.lastMutationId ?? 0,
		lastEntry: last?.entry ?? null,
		outcomesDigest: client ? client.outcomesDigest : 0
	};
}
