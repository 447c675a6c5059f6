import { fragmentNames, fragments, fragmentsOf, type FragmentName } from '@foyer/shared/entities';
import { parseScope, scopesOf, type Scope } from '@foyer/shared/scopes';
import type {
	Cursor,
	FragmentChange,
	Membership,
	PullAnswer,
	PullRequest,
	ScopeChange
} from '@foyer/shared/sync';
import type { MemberActor } from '@foyer/shared/team';
import type { Context } from '../context.ts';
import { readTenant, type TenantTx } from '../db/tenant.ts';
import {
	countRows,
	readChanges,
	readHead,
	readKnownCommits,
	readPage,
	readWireRows,
	type Change
} from './feed.reads.ts';
import { readMember } from './members.reads.ts';
import { syncFault } from './push.writes.ts';

/** How much one answer carries. */
export interface PullLimits {
	/** Rows of one first-sync page. */
	pageRows: number;
	/** Changed rows, unless a single commit changed more. */
	changedRows: number;
}

export const pullLimits: PullLimits = { pageRows: 2000, changedRows: 5000 };

interface Snapshot {
	tx: TenantTx;
	organisationId: string;
	secret: string;
	head: Cursor;
	limits: PullLimits;
}

/**
 * Answers what a device lacks, all of it from one snapshot: for scopes it holds, what changed since its
 * cursors; for scopes it is new to, pages by primary key, each with the changes since the first; and
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
			head: await readHead(tx, request.organisationId),
			limits
		};
		const granted = scopesOf(actor);
		const { scopes, complete } = await readScopes(snapshot, granted, request.cursors);
		return {
			membership: await readMembership(tx, request.organisationId, user, actor),
			removed: (Object.keys(request.cursors) as Scope[]).filter(
				(scope) => !granted.includes(scope)
			),
			scopes,
			lastMutationId: complete ? await readLastMutationId(tx, request, user.id) : null,
			more: !complete,
			serverTime: context.now()
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
			return cursor && cursor.version <= snapshot.head.version && isKnown(cursor)
				? [[scope, cursor] as const]
				: [];
		})
	);
	const { changes, end } = await readNews(snapshot, held);
	const reached = end ?? snapshot.head;
	const scopes: ScopeChange[] = [];
	// Pages wait until all changes found room.
	let room = end === null ? snapshot.limits.pageRows : 0;
	for (const scope of granted) {
		const known = held.get(scope);
		const news = known
			? await readScopeNews(
					snapshot,
					scope,
					changes.filter((change) => change.version > known.version)
				)
			: [];
		const lacksPages = !known || known.after !== undefined;
		if (!known && room <= 0) continue;
		const pages = lacksPages ? await readPages(snapshot, scope, known?.after, room) : noPages;
		room -= pages.rowCount;
		const at = known && known.version > reached.version ? known : reached;
		scopes.push({
			scope,
			reset: !known,
			changes: [...news, ...pages.changes],
			cursor: {
				version: at.version,
				commit: at.commit,
				...(pages.after && {
					after: pages.after,
					progress: await readProgress(snapshot, scope, known?.progress, pages.rowCount)
				})
			}
		});
	}
	const complete =
		end === null && scopes.length === granted.length && scopes.every(({ cursor }) => !cursor.after);
	return { scopes, complete };
}

/** How far a first sync has come in a scope; its rows are counted once, where one answer can't carry them. */
async function readProgress(
	{ tx, organisationId }: Snapshot,
	scope: Scope,
	before: Cursor['progress'],
	rowCount: number
): Promise<NonNullable<Cursor['progress']>> {
	const [done, of] = before ?? [0, await countRows(tx, organisationId, scope)];
	return [done + rowCount, of];
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

async function readScopeNews(
	snapshot: Snapshot,
	scope: Scope,
	changes: readonly Change[]
): Promise<FragmentChange[]> {
	const parsed = parseScope(scope);
	if (!parsed) return [];
	const answer: FragmentChange[] = [];
	for (const fragment of fragmentsOf(parsed.part)) {
		const ids = [
			...new Set(
				changes
					.filter(
						(change) =>
							change.fragment === fragment &&
							(parsed.event === '*' || change.event === parsed.event)
					)
					.map(({ id }) => id)
			)
		];
		if (ids.length === 0) continue;
		const rows = await readWireRows(
			snapshot.tx,
			snapshot.organisationId,
			fragment,
			ids,
			snapshot.secret
		);
		const present = new Set(rows.map(([id]) => id));
		answer.push({ fragment, rows, gone: ids.filter((id) => !present.has(id)) });
	}
	return answer;
}

interface Pages {
	changes: FragmentChange[];
	rowCount: number;
	/** Where the next page begins; undefined after the last. */
	after: Cursor['after'];
}

const noPages: Pages = { changes: [], rowCount: 0, after: undefined };

/** The next rows of a scope, by fragment and primary key, as many as there is room for. */
async function readPages(
	snapshot: Snapshot,
	scope: Scope,
	from: Cursor['after'],
	room: number
): Promise<Pages> {
	const order = fragmentsOf(parseScope(scope)?.part ?? 'event');
	const pages: Pages = { changes: [], rowCount: 0, after: from ?? startOf(order[0]) };
	while (pages.after && pages.rowCount < room) {
		const [fragment, id] = pages.after;
		const limit = room - pages.rowCount;
		const rows = await readPage(
			snapshot.tx,
			snapshot.organisationId,
			scope,
			{ fragment, after: id || null },
			limit,
			snapshot.secret
		);
		pages.changes.push({ fragment, rows, gone: [] });
		pages.rowCount += rows.length;
		const last = rows.at(-1);
		pages.after =
			last && rows.length === limit
				? [fragment, last[0]]
				: startOf(order[order.indexOf(fragment) + 1]);
	}
	return pages;
}

/** The place before a fragment's first row. */
const startOf = (fragment: FragmentName | undefined): Cursor['after'] => fragment && [fragment, ''];

async function readMembership(
	tx: TenantTx,
	organisationId: string,
	user: Membership['user'],
	actor: MemberActor
): Promise<Membership> {
	const organisation = await tx
		.selectFrom('organisations')
		.select(['id', 'name', 'pageName', 'locale', 'timeZone'])
		.where('id', '=', organisationId)
		.executeTakeFirstOrThrow();
	return { user, organisation, actor };
}

async function readLastMutationId(
	tx: TenantTx,
	request: PullRequest,
	userId: string
): Promise<number> {
	const client = await tx
		.selectFrom('syncClients')
		.select(['userId', 'lastMutationId'])
		.where('organisationId', '=', request.organisationId)
		.where('id', '=', request.clientId)
		.executeTakeFirst();
	if (client && client.userId !== userId) throw syncFault('client_gone');
	return client?.lastMutationId ?? 0;
}
