// Components are tested as they look: sizes and visibility are part of what they do.
import '../../app.css';
