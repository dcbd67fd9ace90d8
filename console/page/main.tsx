import { render } from 'preact';
import { App } from './app.tsx';
import { keepFocus } from './keep-focus.ts';

const root = document.getElementById('console');
if (root) {
  root.textContent = '';
  render(<App />, root);
  keepFocus(root);
}
