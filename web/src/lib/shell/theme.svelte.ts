export type ThemeChoice = 'system' | 'light' | 'dark';

const key = 'foyer.theme';

function stored(): ThemeChoice {
	const value = localStorage.getItem(key);
	return value === 'light' || value === 'dark' ? value : 'system';
}

const paper = '#fdfaf4';
const night = '#1b0f1b';

/** The browser's own frame around the page, day first, as src/app.html has it. */
function paintFrame(choice: ThemeChoice): void {
	const [day, evening] = document.querySelectorAll('meta[name=theme-color]');
	day?.setAttribute('content', choice === 'dark' ? night : paper);
	evening?.setAttribute('content', choice === 'light' ? paper : night);
}

/** Light, dark, or as the system has it; kept on this device. src/boot.js applies it before the first paint. */
class Theme {
	#choice = $state<ThemeChoice>(stored());

	get choice(): ThemeChoice {
		return this.#choice;
	}

	set choice(choice: ThemeChoice) {
		this.#choice = choice;
		paintFrame(choice);
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
