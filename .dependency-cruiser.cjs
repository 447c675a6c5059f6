/*
 * Who may import whom: shared → valibot only; api → shared; web → shared, and from api types
 * alone. In api, a route or procedure goes through reads and writes to the database; in web, a
 * component goes through a feature's state to Dexie and tRPC.
 */
const test = '(\\.test\\.ts|\\.spec\\.ts|/testing/.*|vitest\\.config\\.ts|/bench/.*)$';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
	forbidden: [
		{
			name: 'no-circular',
			comment: 'Types may refer to each other; code that runs may not.',
			severity: 'error',
			from: {},
			to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } }
		},
		{
			name: 'no-unresolvable',
			severity: 'error',
			from: {},
			to: {
				couldNotResolve: true,
				pathNot: '^(\\$app/|\\$env/|\\$service-worker|virtual:|\\./\\$types)'
			}
		},
		{
			name: 'shared-is-pure',
			comment: 'shared has no I/O: only valibot, and its tests their tools.',
			severity: 'error',
			from: { path: '^shared/src', pathNot: test },
			to: { pathNot: ['^shared/src', 'node_modules/valibot/'] }
		},
		{
			name: 'shared-tests-stay-in-shared',
			severity: 'error',
			from: { path: '^shared' },
			to: { path: '^(api|web|e2e)/' }
		},
		{
			name: 'api-imports-shared-alone',
			severity: 'error',
			from: { path: '^api/src' },
			to: { path: '^(web|e2e)/', pathNot: '^web/build/' }
		},
		{
			name: 'web-takes-only-types-from-api',
			severity: 'error',
			from: { path: '^web', pathNot: test },
			to: { path: '^api/', dependencyTypesNot: ['type-only'] }
		},
		{
			name: 'nothing-imports-e2e',
			severity: 'error',
			from: { pathNot: '^e2e' },
			to: { path: '^e2e/' }
		},
		{
			name: 'components-reach-data-through-their-feature',
			comment: 'No component touches Dexie or tRPC itself.',
			severity: 'error',
			from: { path: '\\.svelte$' },
			to: { path: 'node_modules/(dexie|@trpc)/' }
		},
		{
			name: 'only-data-access-imports-kysely',
			comment: 'SQL is written in *.reads.ts, *.writes.ts, the database folder and the sync feed.',
			severity: 'error',
			from: {
				path: '^api/src',
				pathNot: ['^api/src/(db|sync|testing|bench)/', '\\.(reads|writes)\\.ts$', test]
			},
			to: {
				path: 'node_modules/(kysely|postgres|@electric-sql)/',
				dependencyTypesNot: ['type-only']
			}
		},
		{
			name: 'routes-go-through-reads-and-writes',
			severity: 'error',
			from: { path: '^api/src/.*(router|\\.procedures|\\.routes?)\\.ts$' },
			to: { path: '^api/src/db/', dependencyTypesNot: ['type-only'] }
		},
		{
			name: 'product-needs-no-tests',
			comment: 'What only tests use is not there in production.',
			severity: 'error',
			from: { path: '^(api|web|shared)/src', pathNot: test },
			to: { path: test }
		}
	],
	options: {
		doNotFollow: { path: ['node_modules', '^web/build', '^web/\\.svelte-kit'] },
		exclude: {
			path: '(^web/(build|\\.svelte-kit|static)/|^web/src/lib/paraglide/|/test-results/|/playwright-report/)'
		},
		tsPreCompilationDeps: 'specify',
		tsConfig: { fileName: 'tsconfig.base.json' },
		enhancedResolveOptions: {
			exportsFields: ['exports'],
			conditionNames: ['svelte', 'browser', 'import', 'types', 'node', 'default'],
			extensions: ['.ts', '.mjs', '.js', '.cjs', '.svelte', '.d.ts', '.json']
		}
	}
};
