export type ThemeChoice = 'system' | 'light' | 'dark';

const key = 'foyer.theme';

function stored(): ThemeChoice {
	const value = localStorage.getItem(key);
	return value === 'light' || value === 'dark' ? value : 'system';
}

/** Light, dark, or as the system has it; kept on this device. src/boot.js applies it before the first paint. */
class Theme {
	#choice = $state<ThemeChoice>(stored());

	get choice(): ThemeChoice {
		return this.#choice;
	}

	set choice(choice: ThemeChoice) {
		this.#choice = choice;
		if (choice === 'system') {
			localStorage.removeItem(key);
			delete document.documentElement.dataset.theme;
		} else {
			localStorage.setItem(key, choice);
			document.documentElement.dataset.theme = choice;
		}
	}
}

export const theme = new Theme();
