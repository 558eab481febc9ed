// Runs all tests of the documentation site, which are in one module for each subject. They form one test file, so that
// the pages are generated only once. Generating the pages takes longer than the tests.
import './site/whole-site.js';
import './site/written-pages.js';
import './site/generated-pages.js';
import './site/options-page.js';
import './site/public-exports.js';
import './site/links.js';
import './site/search.js';
import './site/code-blocks.js';
