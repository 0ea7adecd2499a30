/** Installs what is missing, builds the page and opens the playground. (`npm run dev` serves the sources instead.) */
import { checkNode, installPackages, run } from './install.mjs';

checkNode();
installPackages();
run('npx', ['vite', 'build', '--logLevel', 'warn']);
run('npx', ['vite', 'preview', '--open', ...process.argv.slice(2)]);
