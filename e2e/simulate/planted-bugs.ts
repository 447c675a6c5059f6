/** A bug as somebody could have written it: texts of one file, each there exactly once, and what takes their place. */
export interface PlantedBug {
	bug: string;
	file: string;
	edits: readonly (readonly [text: string, instead: string])[];
	/** The seed that is known to find it. A change of what the simulation does gives another: `--planted` finds and prints it. */
	seed?: number;
	/** It shows only where processes work at the same time. */
	processes?: true;
}

/**
 * A file's text with a bug in it.
 * @throws where it no longer holds what the bug replaces: the list is out of date
 */
export function withBug(text: string, { bug, file, edits }: PlantedBug): string {
	return edits.reduce((sound, [known, instead]) => {
		if (sound.split(known).length !== 2)
			throw new Error(`${bug}: ${file} doesn’t hold once: ${known}`);
		return sound.replace(known, () => instead);
	}, text);
}

const engine = 'web/src/lib/sync/engine.ts';
const pushQueue = 'web/src/lib/sync/push-queue.ts';
const queue = 'web/src/lib/sync/queue-store.ts';
const data = 'web/src/lib/sync/data-store.ts';
const rowTable = 'web/src/lib/sync/row-table.ts';
const shownRows = 'web/src/lib/sync/shown-rows.ts';
const serverCopy = 'web/src/lib/sync/server-copy.ts';
const replica = 'web/src/lib/sync/replica.ts';
const push = 'api/src/sync/push.writes.ts';
const apply = 'api/src/sync/apply.ts';
const pull = 'api/src/sync/pull.reads.ts';
const firstSync = 'api/src/sync/first-sync.reads.ts';
const feed = 'api/src/sync/feed.reads.ts';
const questions = 'api/src/sync/questions.reads.ts';
const members = 'api/src/sync/members.reads.ts';
const feedSql = 'api/src/db/migrations/0002_sync_feed.sql';
const mergedSql = 'api/src/db/migrations/0022_merged_people.sql';
const retention = 'api/src/sync/retention.writes.ts';
const attached = 'shared/src/attached.ts';
const entities = 'shared/src/entities.ts';
const mutations = 'shared/src/mutations.ts';
const peopleImport = 'shared/src/people-import-mutations.ts';
const arrivals = 'shared/src/arrival-mutations.ts';
const scopes = 'shared/src/scopes.ts';
const people = 'shared/src/people-mutations.ts';
const team = 'shared/src/team.ts';

/** Every one of these must make the simulation fail. */
export const plantedBugs: readonly PlantedBug[] = [
	{
		bug: 'saving is acknowledged before its commit',
		file: engine,
		seed: 1,
		edits: [
			[
				'await this.#parts.queue.add(entries);',
				'void this.#parts.queue.add(entries).catch(() => {});\n\t\tif (entries.length > 0) return { saved: true };'
			]
		]
	},
	{
		bug: 'a new number is given outside of the transaction that uses it',
		file: queue,
		seed: 1,
		edits: [
			[
				"await this.#db.client.put({ ...client, lastId: client.lastId + mutations.length }, 'client');",
				''
			]
		]
	},
	{
		bug: 'a refused mutation is filed nowhere',
		file: queue,
		seed: 6,
		edits: [['if (refusal || notices.length > 0) {', 'if (notices.length > 0) {']]
	},
	{
		bug: 'waiting mutations are pruned with the settled ones',
		file: queue,
		seed: 80,
		edits: [
			[
				'settledAt !== null && settledAt < now - keptFor',
				'settledAt === null || settledAt < now - keptFor'
			]
		]
	},
	{
		bug: 'settled mutations are forgotten at once, so that a restored server never gets them again',
		file: queue,
		seed: 18,
		edits: [['const keptFor = 14 * day;', 'const keptFor = -day;']]
	},
	{
		bug: 'after a restored backup only what waited is sent again',
		file: queue,
		seed: 18,
		edits: [
			["(outcome?.outcome !== 'refused' || listed.has(entry)) &&", 'outcome === null && listed &&']
		]
	},
	{
		bug: 'a queue begun anew keeps its old client id',
		file: queue,
		seed: 10,
		edits: [['newClient(this.#newId(), again.length)', 'newClient(clientId, again.length)']]
	},
	{
		bug: 'a queue begun anew leaves a gap in its numbers',
		file: queue,
		seed: 8,
		edits: [['id: index + 1,\n\t\t\t\t\toutcome', 'id: index + 2,\n\t\t\t\t\toutcome']]
	},
	{
		bug: 'what is sent again is sent as something new',
		file: queue,
		seed: 18,
		edits: [
			[
				'...mutation,\n\t\t\t\t\tid: index + 1,',
				'...mutation,\n\t\t\t\t\tentry: this.#newId(),\n\t\t\t\t\tid: index + 1,'
			]
		]
	},
	{
		bug: 'a restored server goes unnoticed where nothing waits',
		file: engine,
		seed: 2,
		edits: [['if (lastMutationId < settled) return', 'if (lastMutationId < 0 * settled) return']]
	},
	{
		bug: 'a restored server that did something otherwise goes unnoticed where the counts are equal',
		file: engine,
		seed: 137,
		edits: [['if (digest !== null && differs)', 'if (digest !== null && differs && digest < 0)']]
	},
	{
		bug: 'a call without an answer counts as done',
		file: pushQueue,
		seed: 44,
		edits: [
			[
				"if (fault !== 'client_gone' && fault !== 'mutation_gap') throw error;",
				"if (fault !== 'client_gone' && fault !== 'mutation_gap') return { results: mutations.map(({ id }) => ({ id, outcome: { outcome: 'applied' as const, notices: [] } })), lastMutationId: 0 };"
			]
		]
	},
	{
		bug: 'what waits is replayed in the wrong order',
		file: engine,
		seed: 1,
		edits: [['for (const kept of mutations) {', 'for (const kept of mutations.toReversed()) {']]
	},
	{
		bug: 'what the rows contain is replayed over them again',
		file: engine,
		seed: 4,
		edits: [["id > lastShown && outcome?.outcome !== 'refused'", "outcome?.outcome !== 'refused'"]]
	},
	{
		bug: 'settled mutations are shown no more before the rows contain them',
		file: engine,
		seed: 10,
		edits: [
			["id > lastShown && outcome?.outcome !== 'refused'", 'id > lastShown && outcome === null']
		]
	},
	{
		bug: 'another client id’s number is taken for this one’s',
		file: engine,
		seed: 30,
		edits: [
			['clientId === this.#clientId && !isAnother(this.#kept, lastMutationId, lastEntry)', 'true']
		]
	},
	{
		bug: 'a tab that missed an answer takes in the next',
		file: serverCopy,
		seed: 2,
		edits: [
			[
				'const news = await this.#replica.news(this.#state.sequence);',
				'const news = await this.#replica.news(this.#state.sequence + 1);'
			]
		]
	},
	{
		bug: 'rows that left stay in memory',
		file: rowTable,
		seed: 4,
		edits: [['for (const id of gone) this.#remove(fragment, id);', 'void gone;']]
	},
	{
		bug: 'a tab that finds another one was answered first stays stopped',
		file: engine,
		seed: 51,
		edits: [['this.#stopped = null;\n\t\t\tawait this.catchUp();', 'await this.catchUp();']]
	},
	{
		bug: 'a scope that was dropped stays in memory',
		file: engine,
		seed: 4,
		edits: [['if (dropped) await this.#copy.readAnew();\n\t\telse this', 'void dropped;\n\t\tthis']]
	},
	{
		bug: 'two tabs’ answers are stored over each other',
		file: data,
		seed: 11,
		edits: [
			['if ((stored?.sequence ?? 0) !== before.sequence) throw new Overtaken();', 'void stored;']
		]
	},
	{
		bug: 'the cursor is stored apart from the rows, before them',
		file: data,
		seed: 1,
		edits: [
			['if ((stored?.sequence ?? 0) !== before.sequence) throw new Overtaken();', 'void stored;'],
			[
				'const state = { ...stateAfter(answer, before, clientId), clockOffset };\n',
				"const state = { ...stateAfter(answer, before, clientId), clockOffset };\n\t\tif (((await this.#db.state.get('state'))?.sequence ?? 0) !== before.sequence) throw new Overtaken();\n\t\tawait this.#db.state.put(state, 'state');\n"
			]
		]
	},
	{
		bug: 'a scope that begins anew keeps its old rows',
		file: data,
		seed: 4,
		edits: [
			[
				'...scopes.flatMap(({ scope, reset }) => (reset ? [scope] : []))',
				'...scopes.flatMap(({ scope, reset }) => (reset && !scope ? [scope] : []))'
			]
		]
	},
	{
		bug: 'rows of a right that was taken away stay on the disk',
		file: data,
		seed: 3,
		edits: [['\t...removed,\n\t...scopes.flatMap', '\t...scopes.flatMap']]
	},
	{
		bug: 'a page of a first sync stands behind older rows',
		file: data,
		seed: 25,
		edits: [['if (single.length === 0) return;', 'if (single.length >= 0) return;']]
	},
	{
		bug: 'tombstones are not stored',
		file: data,
		seed: 4,
		edits: [['for (const id of gone) single.push({ ...record, id, row: null });', 'void gone;']]
	},
	{
		bug: 'a number that was seen is applied again',
		file: push,
		seed: 113,
		edits: [
			[
				'return readOutcome(context, tx, by, mutation);',
				'await decide(context, tx, by, actor, mutation);'
			],
			[
				'if (mutation.id > last + 1)',
				'if (mutation.id <= last) return readOutcome(context, tx, by, mutation);\n\tif (mutation.id > last + 1)'
			]
		]
	},
	{
		bug: 'an entry that was processed under another number is applied again',
		file: push,
		seed: 5,
		edits: [
			[
				'const processed = await readEntryOutcome(tx, by, mutation);',
				'const processed = undefined as Outcome | undefined;\n\tvoid readEntryOutcome;'
			]
		]
	},
	{
		bug: 'a client id that is given up takes what waits along',
		file: queue,
		seed: 3,
		edits: [
			[
				"(outcome?.outcome !== 'refused' || listed.has(entry)) &&",
				"outcome?.outcome === 'applied' && listed &&"
			]
		]
	},
	{
		bug: 'the last processed number is not kept',
		file: push,
		seed: 1,
		edits: [['lastMutationId: mutation.id,\n\t\t\toutcomesDigest:', 'outcomesDigest:']]
	},
	{
		bug: 'whoever pushes counts as the host',
		file: push,
		seed: 8,
		edits: [
			[
				"if (!actor) throw syncFault('not_a_member');\n\treturn actor;",
				"if (!actor) throw syncFault('not_a_member');\n\treturn { ...actor, host: true };"
			]
		]
	},
	{
		bug: 'a violated constraint leaves the transaction unusable',
		file: apply,
		seed: 249,
		edits: [['await sql`rollback to savepoint mutation`.execute(tx);', '']]
	},
	{
		bug: 'effects are recorded twice',
		file: apply,
		seed: 14,
		edits: [
			[
				'await recordEffects(tx, organisationId, decision.effects, context, holdMs);',
				'await recordEffects(tx, organisationId, decision.effects, context, holdMs);\n\t\t\tawait recordEffects(tx, organisationId, decision.effects, context, holdMs);'
			]
		]
	},
	{
		bug: 'rights are looked up for all events',
		file: members,
		seed: 1,
		edits: [['member.allEvents || host', 'member.allEvents || host || true']]
	},
	{
		bug: 'a limited member gets every event’s scope',
		file: scopes,
		seed: 1,
		edits: [["actor.host || actor.events === 'all' ? ['*'] : actor.events", "['*']"]]
	},
	{
		bug: 'a view of the people area gives the keys',
		file: scopes,
		seed: 6,
		edits: [
			[
				"'event.keys': [\n\t\t{ area: 'people', level: 'edit' }",
				"'event.keys': [\n\t\t{ area: 'people', level: 'view' }"
			]
		]
	},
	{
		bug: 'limited members reach the whole directory',
		file: team,
		seed: 1,
		edits: [["return need.area !== 'people' && need.area !== 'events';", 'return true;']]
	},
	{
		bug: 'a mutation forgets to ask for the right',
		file: people,
		seed: 6,
		edits: [
			[
				"const mayEditPeople = (actor: Actor): boolean =>\n\tcan(actor, { area: 'people', level: 'edit' });",
				"const mayEditPeople = (actor: Actor): boolean =>\n\tcan(actor, { area: 'people', level: 'view' });"
			]
		]
	},
	{
		bug: 'scopes that are no longer given are not taken back',
		file: pull,
		seed: 3,
		edits: [['(scope) => !granted.includes(scope)', '() => false']]
	},
	{
		bug: 'the news of an event reach all events’ scopes',
		file: pull,
		seed: 1,
		edits: [["(parsed.of === '*' || change.event === parsed.of)", 'true']]
	},
	{
		bug: 'rows that left are not told',
		file: pull,
		seed: 4,
		edits: [['gone: those.filter((id) => !rows.has(id))', 'gone: []']]
	},
	{
		bug: 'an answer that had no room for all stands at the head',
		file: pull,
		seed: 10,
		edits: [['const reached = end ?? snapshot.head;', 'const reached = snapshot.head;']]
	},
	{
		bug: 'what changed while the first pages travelled is skipped',
		file: pull,
		seed: 7,
		edits: [['const news = known ? changes', 'const news = known && !known.after ? changes']]
	},
	{
		bug: 'whose name begins as the last of a page does are skipped',
		file: firstSync,
		seed: 1,
		edits: [
			[
				'sql<boolean>`listed_by > ${comparableText(afterListed)}`',
				"sql<boolean>`listed_by > ${comparableText(afterListed).slice(0, 2)} || '~'`"
			]
		]
	},
	{
		bug: 'the first sync ends after a full page',
		file: firstSync,
		seed: 1,
		edits: [['if (last && rowCount === limit)', 'if (last && rowCount > limit)']]
	},
	{
		bug: 'the mutation number is told while rows are missing',
		file: pull,
		seed: 15,
		edits: [
			[
				'(complete ? await readProcessed(tx, request, user.id) : { lastMutationId: null })',
				'(await readProcessed(tx, request, user.id))'
			]
		]
	},
	{
		bug: 'a cursor of a lost commit is trusted',
		file: feed,
		seed: 3,
		edits: [['known.get(version) === commit', 'true']]
	},
	{
		bug: 'a page of an event’s scope brings every event’s rows',
		file: firstSync,
		seed: 1,
		edits: [["event !== null && event !== '*'", "event === ''"]]
	},
	{
		bug: 'a commit is skipped',
		file: feed,
		seed: 1,
		edits: [[".where('version', '>', after)", ".where('version', '>', after + 1)"]]
	},
	{
		bug: 'an answer ends in the middle of a commit',
		file: feed,
		seed: 10,
		edits: [['changes.filter(({ version }) => version < beyond)', 'changes.slice(0, most)']]
	},
	{
		bug: 'deleted rows leave no tombstone',
		file: feedSql,
		seed: 4,
		edits: [
			[
				"			('delete', 'old table as old_rows', 'old_rows n'",
				"			('delete', 'old table as old_rows', '(select * from old_rows limit 0) n'"
			]
		]
	},
	{
		bug: 'a column’s changes are not in the feed',
		file: feedSql,
		seed: 1,
		edits: [
			[
				"select sync_attach('registrations', 'registrationKeys', 'event_id', array['key_version', 'email'])",
				"select sync_attach('registrations', 'registrationKeys', 'event_id', array['email'])"
			]
		]
	},
	{
		bug: 'registrations keep the name that their person had',
		file: mergedSql,
		seed: 1,
		edits: [
			[
				'set first_name = n.first_name, last_name = n.last_name, language = n.language, group_ids = n.group_ids,\n\t\temail',
				'set last_name = n.last_name, language = n.language, group_ids = n.group_ids,\n\t\temail'
			]
		]
	},
	{
		bug: 'merged people are not followed',
		file: questions,
		seed: 55,
		edits: [['if (meant) byId.set(id, meant);', 'void meant;']]
	},
	{
		bug: 'what another tab stored is missed while a partition is read',
		file: serverCopy,
		seed: 5,
		edits: [
			[
				'return read.map((one) => withNews(one, meanwhile));',
				'return read.map((one) => ({ ...one, sequence: one.readAt }));'
			]
		]
	},
	{
		bug: 'rows that were read before a drop are shown after it',
		file: serverCopy,
		edits: [
			[
				'const old = read.some(({ readAt }) => readAt < this.#wholeFrom);',
				'const old = read.length < 0;'
			]
		]
	},
	{
		bug: 'news that came while rows were read hide that they were dropped meanwhile',
		file: serverCopy,
		edits: [
			[
				'const old = read.some(({ readAt }) => readAt < this.#wholeFrom);',
				'const old = read.some(({ sequence }) => sequence < this.#wholeFrom);'
			]
		]
	},
	{
		bug: 'another tab’s drop goes unnoticed',
		file: data,
		seed: 12,
		edits: [
			[
				'if (!stored || stored.droppedAt > since || stored.sequence < since) return null;',
				'if (!stored) return null;'
			]
		]
	},
	{
		bug: 'an event is read without what is waiting about it',
		file: engine,
		seed: 60,
		edits: [['await this.#copy.need(partitions);', '']]
	},
	{
		bug: 'the changes of events that are shown are not told',
		file: replica,
		seed: 1,
		edits: [['this.#shown.add(partition);', '']]
	},
	{
		bug: 'a change that was added is shown beside one that was refused meanwhile',
		file: engine,
		seed: 4,
		edits: [
			[
				'return id === kept.id && entry === kept.entry && refused(outcome) === refused(kept.outcome);',
				'return id === kept.id && entry === kept.entry && !!refused;'
			]
		]
	},
	{
		bug: 'the pages of later events begin anew with each event',
		file: firstSync,
		seed: 7,
		edits: [
			[
				'sql<boolean>`(event_id, id) > (${afterEvent}::uuid, ${afterId}::uuid)`',
				'sql<boolean>`(event_id > ${afterEvent}::uuid or id > ${afterId}::uuid)`'
			]
		]
	},
	{
		bug: 'near events come again with the others',
		file: firstSync,
		seed: 5,
		edits: [['{ fragment, event: null, except: near }', '{ fragment, event: null, except: [] }']]
	},
	{
		bug: 'the registrations of an event that was near are skipped',
		file: firstSync,
		seed: 2,
		edits: [
			[
				'near.map((one) => ({ fragment, event: one, except: [] }))',
				'near.slice(1).map((one) => ({ fragment, event: one, except: [] }))'
			]
		]
	},
	{
		bug: 'instants travel as the database writes them',
		file: entities,
		seed: 54,
		edits: [["column.endsWith('At') || furtherInstants.has(column)", "column.endsWith('At')"]]
	},
	{
		bug: 'a past version of a mutation is answered no longer',
		file: mutations,
		seed: 1,
		edits: [['\trotateKeys1,\n\trotateKeys,\n\ttakeBackKeys,', '\trotateKeys,\n\ttakeBackKeys,']]
	},
	{
		bug: 'who may not edit the directory imports into it',
		file: peopleImport,
		seed: 4,
		edits: [
			[
				'const allowed = args.eventId === null ? mayEditPeople(actor)',
				'const allowed = args.eventId === null ? actor.kind'
			]
		]
	},
	{
		bug: 'what waits is lost when the queue’s database is upgraded',
		file: queue,
		seed: 11,
		edits: [
			[
				"db.version(2).stores({ loaded: 'entry', owner: '' });",
				"db.version(2).stores({ loaded: 'entry', owner: '' }).upgrade((tx) => tx.table('mutations').clear());"
			]
		]
	},
	{
		bug: 'cursors outlive an upgrade that drops the rows',
		file: data,
		seed: 11,
		edits: [["['segments', 'rows', 'state']", "['segments', 'rows']"]]
	},
	{
		bug: 'notes of rows that are gone are deleted before a device that was away heard of them',
		file: retention,
		seed: 13,
		edits: [[".whereRef('c.tx', '=', 'g.tx')", ".where('c.tx', '<', 0)"]]
	},
	{
		bug: 'what a device that was away asks for is not recorded anew',
		file: push,
		seed: 8,
		edits: [
			['await record(context, tx, by, mutation, { outcome, resent: elsewhere !== undefined });', '']
		]
	},
	{
		bug: 'everybody’s own views go to everybody',
		file: scopes,
		seed: 4,
		edits: [['return [scopeOf(part, actor.userId)];', "return [scopeOf(part, '*')];"]]
	},
	{
		bug: 'registrations keep the groups that their person had',
		file: mergedSql,
		seed: 1,
		edits: [['group_ids = n.group_ids,\n\t\temail', '\n\t\temail']]
	},
	{
		bug: 'a second arrival replaces the first',
		file: arrivals,
		seed: 3,
		edits: [['row.admittedAt === null', 'row.createdAt !== null']]
	},
	{
		bug: 'what is saved while much is laid anew is shown no more',
		file: engine,
		seed: 1,
		edits: [['left.length > 0; left = unlaid())', 'left.length > 0; left = [])']]
	},
	{
		bug: 'a number that a queue gave twice counts as shown',
		file: engine,
		seed: 175673,
		edits: [['entry !== null && kept.some', 'entry === null && kept.some']]
	},
	{
		bug: 'rows are shown before what waits is laid over them',
		file: shownRows,
		seed: 1,
		edits: [['this.#partitions.has(partition) && ', '']]
	},
	{
		bug: 'what was saved while a tab was opened is not shown in it',
		file: engine,
		seed: 4,
		edits: [['if (engine.#unshown.length > manyWaiting) await engine.#readQueue();', '']]
	},
	{
		bug: 'texts after the JSON are all read from the first on',
		file: attached,
		seed: 1,
		edits: [
			[
				'texts.subarray(at, (at += rows.bytes))',
				'texts.subarray((at += rows.bytes) - at, rows.bytes)'
			]
		]
	},
	{
		bug: 'a sequence gives the versions, before the commit',
		file: feedSql,
		processes: true,
		edits: [
			[
				'next_version bigint;\n\tnext_commit',
				"next_version bigint := nextval('sync_tx');\n\tnext_commit"
			],
			[
				'insert into sync_organisations (organisation_id, version, commit_id)\n\tselect id, 1, next_commit',
				'perform pg_sleep(random() / 20);\n\tinsert into sync_organisations (organisation_id, version, commit_id)\n\tselect id, next_version, next_commit'
			],
			[
				'set version = sync_organisations.version + 1, commit_id = excluded.commit_id',
				`set version = greatest(sync_organisations.version, next_version),
			commit_id = case when next_version > sync_organisations.version then excluded.commit_id else sync_organisations.commit_id end`
			],
			['returning version into next_version;', ';']
		]
	}
];
