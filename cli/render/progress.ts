import pico from 'picocolors';

const REDRAW_MS = 120;
const LOG_EVERY_MS = 10_000;
const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/**
 * Node's type is boolean, but for a file or a pipe `isTTY` is undefined, and the colour library would then decide for
 * itself.
 */
type Output = Omit<NodeJS.WriteStream, 'isTTY'> & { readonly isTTY?: boolean | undefined };

/** Shows one activity after the other: an animated line on a terminal, periodic plain lines in a log. */
export class Progress {
  private readonly colours: ReturnType<typeof pico.createColors>;
  private current: { title: string; text: string; began: number } | undefined;
  private timer: NodeJS.Timeout | undefined;
  private frame = 0;

  public constructor(
    private readonly output: Output,
    private readonly live: boolean = output.isTTY ?? false,
  ) {
    this.colours = pico.createColors(live && process.env['NO_COLOR'] === undefined);
  }

  public start(title: string): void {
    this.stop();
    this.current = { title, text: '', began: performance.now() };
    if (!this.live) this.print(`… ${title}`);
    this.timer = setInterval(() => this.tick(), this.live ? REDRAW_MS : LOG_EVERY_MS).unref();
  }

  /** Sets the current status text; only the latest is shown. */
  public say(text: string): void {
    if (this.current !== undefined) this.current.text = text.trim();
  }

  public succeed(ms: number, summary: string): void {
    const title = this.current?.title ?? '';
    this.stop();
    this.print(
      `${this.colours.green('✔')} ${title.padEnd(34)} ${seconds(ms).padStart(8)}  ${this.colours.dim(summary)}`.trimEnd(),
    );
  }

  public fail(ms: number): void {
    const title = this.current?.title ?? '';
    this.stop();
    this.print(`${this.colours.red('✘')} ${title.padEnd(34)} ${seconds(ms).padStart(8)}`);
  }

  public note(text: string): void {
    this.erase();
    this.print(text);
  }

  public warn(text: string): void {
    this.note(`${this.colours.yellow('!')} ${text}`);
  }

  public error(text: string): void {
    this.stop();
    this.print(`${this.colours.red('error:')} ${text}`);
  }

  /** Stops the animation; an activity in progress stays as it is. */
  public stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.erase();
    this.current = undefined;
  }

  private tick(): void {
    if (this.current === undefined) return;
    const { began, text, title } = this.current;
    const elapsed = seconds(performance.now() - began);
    if (!this.live) {
      this.print(`  ${title}, ${elapsed}${text === '' ? '' : `: ${text}`}`);
      return;
    }
    this.frame = (this.frame + 1) % FRAMES.length;
    const line = `${FRAMES[this.frame]} ${title} ${elapsed} ${text}`;
    this.erase();
    this.output.write(this.colours.cyan(line.slice(0, Math.max(20, this.output.columns - 1))));
  }

  private erase(): void {
    if (this.live && this.current !== undefined) this.output.write('\r\u001b[2K');
  }

  private print(line: string): void {
    this.output.write(`${line}\n`);
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
