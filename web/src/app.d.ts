declare global {
	namespace App {
		interface PageData {
			/** A page's `load` returns `{ shell: false }` to stand alone, without rail and bar: sign-in. */
			shell?: boolean;
		}
	}
}

export {};
