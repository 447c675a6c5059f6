import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import { defineConfig, globalIgnores } from 'eslint/config';
import ts from 'typescript-eslint';

const clockOrChance = 'shared has no clock and no randomness: take it as an argument';

/** ESLint sees no types of other components, nor JSDoc's casts: svelte-check and tsc see both. */
const blindToTypes = {
	'@typescript-eslint/no-unsafe-argument': 'off',
	'@typescript-eslint/no-unsafe-assignment': 'off',
	'@typescript-eslint/no-unsafe-call': 'off',
	'@typescript-eslint/no-unsafe-member-access': 'off',
	'@typescript-eslint/no-unsafe-return': 'off'
};

export default defineConfig(
	globalIgnores([
		'**/node_modules/',
		'**/.svelte-kit/',
		'web/build/',
		'web/src/lib/paraglide/',
		'web/static/',
		'data/',
		'e2e/test-results/',
		'e2e/playwright-report/'
	]),
	js.configs.recommended,
	ts.configs.recommendedTypeChecked,
	svelte.configs.recommended,
	prettier,
	svelte.configs.prettier,
	{
		languageOptions: {
			parserOptions: {
				projectService: { allowDefaultProject: ['*.js'] },
				tsconfigRootDir: import.meta.dirname,
				extraFileExtensions: ['.svelte']
			}
		},
		rules: {
			'no-console': 'error',
			// The types know what is defined, and know it better.
			'no-undef': 'off',
			'@typescript-eslint/consistent-type-imports': 'error',
			'@typescript-eslint/switch-exhaustiveness-check': [
				'error',
				{ considerDefaultExhaustiveForUnions: true }
			],
			// `'*' | string` says more than `string`.
			'@typescript-eslint/no-redundant-type-constituents': 'off',
			// Interfaces here are written with methods, and taken apart.
			'@typescript-eslint/unbound-method': 'off',
			// Promise-returning methods are declared async even where one implementation needs no await.
			'@typescript-eslint/require-await': 'off',
			'@typescript-eslint/no-unused-vars': [
				'error',
				{ ignoreRestSiblings: true, argsIgnorePattern: '^_', varsIgnorePattern: '^_' }
			]
		}
	},
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: { parserOptions: { parser: ts.parser } },
		rules: {
			...blindToTypes
		}
	},
	// Foyer is always served from the root of its origin.
	{ files: ['web/**'], rules: { 'svelte/no-navigation-without-resolve': 'off' } },
	{
		files: [
			'scripts/**',
			'**/bench/**',
			'e2e/simulate/**',
			'e2e/smoke/main.ts',
			'api/src/main.ts',
			'api/src/host-link.ts'
		],
		rules: { 'no-console': 'off' }
	},
	{ files: ['scripts/**'], rules: blindToTypes },
	{
		files: ['shared/src/**'],
		ignores: ['**/*.test.ts'],
		rules: {
			'no-restricted-properties': [
				'error',
				{ object: 'Date', property: 'now', message: clockOrChance },
				{ object: 'Math', property: 'random', message: clockOrChance }
			],
			'no-restricted-syntax': [
				'error',
				{
					selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
					message: clockOrChance
				},
				{ selector: 'CallExpression[callee.name="Date"]', message: clockOrChance }
			]
		}
	},
	{
		files: ['**/*.test.ts'],
		rules: {
			'no-restricted-properties': [
				'error',
				{
					object: 'vi',
					property: 'waitFor',
					message: 'It gives up after a second. `until` of the folder `testing` waits.'
				}
			]
		}
	},
	{
		files: ['**/*.js', '**/*.cjs'],
		extends: [ts.configs.disableTypeChecked],
		languageOptions: { globals: globals.node }
	}
);
