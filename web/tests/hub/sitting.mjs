// People at screens of their own, for every journey: they log in with password and code, type,
// confirm; each page they look at goes under axe and is looked at for what does not fit.

import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { NEW_PASSWORD, STEP, code } from "./night.mjs";

/** The rules of every page. */
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

const press = (page) => page.locator("main button[type=submit]").first().press("Enter");
const here = (page) => new URL(page.url()).pathname;
const text = (page) => page.locator("main").innerText();
const step = (name) => console.log(`· ${name}`);

/** The people of a night; pictures go into `shots`, if it is given. */
export async function gather(night, shots) {
  if (shots) mkdirSync(shots, { recursive: true });
  // The launcher wants a path and looks nowhere itself.
  const named = process.env.VIGIE_CHROMIUM ?? "chromium";
  const executablePath = execFileSync("sh", ["-c", 'command -v "$0"', named], { encoding: "utf8" }).trim();
  const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  const violations = [];
  const scriptless = new WeakSet();
  let pages = 0;

  /** Somebody at a screen of their own. */
  async function sits({ width = 1280, height = 900, script = true, lang = "fr" } = {}) {
    const context = await browser.newContext({ viewport: { width, height }, javaScriptEnabled: script, locale: "fr-FR" });
    if (lang === "en") await context.addCookies([{ name: "vigie-lang", value: "en", url: night.base }]);
    // For who writes the pages: the files of a directory instead of those inside the program.
    const own = process.env.VIGIE_ASSETS?.split(":") ?? [];
    if (own.length) {
      await context.route("**/hub/assets/*", (route) => {
        const file = own.map((folder) => join(folder, new URL(route.request().url()).pathname.split("/").pop())).find(existsSync);
        return file ? route.fulfill({ path: file }) : route.continue();
      });
    }
    const page = await context.newPage();
    // Passwords and keys take their time on purpose, and a machine may be busy.
    page.setDefaultTimeout(60_000);
    if (!script) scriptless.add(page);
    page.on("console", (message) => { if (message.type() === "error" && !/40[139]|422|status of/.test(message.text())) violations.push(`${page.url()}: console: ${message.text()}`); });
    page.on("pageerror", (error) => violations.push(`${page.url()}: ${error}`));
    return page;
  }

  /** Looks at a page: axe, no sideways scrolling, a picture. */
  async function look(page, name, widths = [1280]) {
    pages += 1;
    // Where a page runs no script, no measure can be taken inside it: there is the picture.
    const measured = !scriptless.has(page);
    if (measured) {
      const said = await page.evaluate(async ([source, rules]) => {
        // Evaluated from outside: the page's own policy forbids it to pages, not to us.
        new Function(source)();
        return (await window.axe.run(document, { runOnly: rules })).violations
          .map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).join(", ")}`);
      }, [axe, RULES]).catch((error) => [`axe did not run: ${error}`]);
      violations.push(...said.map((text) => `${name}: ${text}`));
    }
    for (const width of widths) {
      const size = page.viewportSize();
      await page.setViewportSize({ width, height: size.height });
      const over = measured ? await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth) : 0;
      if (over > 0) violations.push(`${name}: ${over} px too wide at ${width}`);
      if (shots) await page.screenshot({ path: join(shots, `${name}-${width}.png`), fullPage: true });
      await page.setViewportSize(size);
    }
  }

  const go = (page, path) => page.goto(night.base + path);

  /** A code that this account has not used: one that comes later than the last. */
  const used = {};
  async function fresh(account) {
    for (;;) {
      // The hub takes codes of a step before and after its own, each once.
      const now = Math.floor(Date.now() / 1000 / STEP);
      const next = Math.max(used[account] ?? 0, now - 2) + 1;
      if (next <= now + 1) { used[account] = next; return code(night.people[account].second, next); }
      await new Promise((done) => setTimeout(done, 500));
    }
  }

  async function logIn(page, account, path = "/hub") {
    await go(page, path);
    await page.locator("#account").fill(account);
    await page.locator("#password").fill(night.password[account]);
    if (night.people[account].second) await page.locator("#code").fill(await fresh(account));
    await press(page);
    if (here(page) === "/hub/password") {
      await page.locator("#password").fill(night.password[account]);
      await page.locator("#new").fill(`${NEW_PASSWORD} ${account}`);
      await page.locator("#again").fill(`${NEW_PASSWORD} ${account}`);
      await press(page);
      night.password[account] = `${NEW_PASSWORD} ${account}`;
    }
    assert(!here(page).startsWith("/hub/log-in"), `${account} did not get in: ${await text(page)}`);
    // A new password leads to the first page of the account, not to where one wanted to go.
    if (path !== "/hub" && here(page) !== path) await go(page, path);
  }

  async function confirms(page, account, button = "button[type=submit]") {
    await page.locator("#password").fill(night.password[account]);
    if (await page.locator("#code").count()) await page.locator("#code").fill(await fresh(account));
    await page.locator(`main form:has(#password) ${button}`).first().press("Enter");
  }

  /** Lets the journey happen, and ends with what was wrong. */
  async function journey(happens) {
    try {
      await happens();
    } catch (error) {
      violations.push(String(error.stack));
      for (const context of browser.contexts()) for (const page of context.pages()) violations.push(`  was at ${page.url()}`);
    } finally {
      await browser.close();
      await night.stop();
    }
    console.log(`${pages} pages looked at, ${violations.length} faults`);
    for (const fault of violations) console.log(fault);
    process.exitCode = violations.length ? 1 : 0;
  }

  return { browser, violations, sits, look, go, here, press, text, step, logIn, confirms, journey };
}
