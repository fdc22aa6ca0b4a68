/** The wheel: 37 pockets in SVG, a ball, and a hub that counts down. It turns while the ball is out and stops on the number. */

import { prefersStillness, setAttribute, setText, shape } from './dom.js';
import { colour, WHEEL } from './layout.js';

const STEP = 360 / WHEEL.length;
const RING = 2 * Math.PI * 46;
const LANDING_MS = 1_600;

const at = (radius, degrees) => {
  const angle = ((degrees - 90) * Math.PI) / 180;
  return [radius * Math.cos(angle), radius * Math.sin(angle)].map((x) => x.toFixed(2)).join(' ');
};

function pocket(number, i) {
  const [from, to] = [(i - 0.5) * STEP, (i + 0.5) * STEP];
  return shape(
    'g',
    { class: `pocket ${colour(number)}`, 'data-number': number },
    shape('path', { d: `M${at(96, from)}A96 96 0 0 1 ${at(96, to)}L${at(62, to)}A62 62 0 0 0 ${at(62, from)}Z` }),
    shape('text', { transform: `rotate(${i * STEP}) translate(0 -83)`, text: String(number) }),
  );
}

export class Wheel {
  #rotor = shape('g', { class: 'rotor' }, ...WHEEL.map(pocket));
  #ball = shape('circle', { class: 'ball', r: 4.2, cx: 0, cy: -69 });
  #orbit = shape('g', { class: 'orbit' }, this.#ball);
  #ring = shape('circle', { class: 'ring', r: 46, 'stroke-dasharray': RING, transform: 'rotate(-90)' });
  #number = shape('text', { class: 'hub', y: -1, 'data-testid': 'wheel-hub' });
  #label = shape('text', { class: 'hub-label', y: 25 });
  #hub = shape('circle', { class: 'hub-face', r: 52 });
  #shown = null;
  #landedAt = 0;
  #running = [];

  constructor(host) {
    host.replaceChildren(
      shape(
        'svg',
        { viewBox: '-104 -104 208 208', role: 'img', 'aria-label': 'Roulette wheel' },
        shape('circle', { class: 'rim', r: 101 }),
        this.#rotor,
        shape('circle', { class: 'track', r: 62 }),
        this.#orbit,
        this.#hub,
        shape('circle', { class: 'ring-bed', r: 46 }),
        this.#ring,
        this.#number,
        this.#label,
      ),
    );
  }

  /** Whether the ball has come to rest: until then the number is not to be told. */
  landed(now) {
    return now >= this.#landedAt;
  }

  /** @param left 0 to 1 of the time for bets, and the seconds of it */
  countDown(left, seconds) {
    this.#rest('betting');
    this.#face(String(seconds), 'seconds', 'none', left);
  }

  closed() {
    if (this.#shown !== 'spinning') {
      this.#rest('spinning');
      this.#spin();
    }
    this.#face('•••', 'no more bets', 'none', 0);
  }

  /** Lets the ball fall; {@link #landed} says when it lies. At once where it was not seen to spin. */
  result(number, now) {
    if (this.#shown !== `result ${number}`) {
      const wasSpinning = this.#shown === 'spinning' && !prefersStillness();
      this.#rest(`result ${number}`);
      this.#land(number, wasSpinning ? LANDING_MS : 0);
      this.#landedAt = wasSpinning ? now + LANDING_MS : now;
    }
    if (this.landed(now)) this.#face(String(number), colour(number), colour(number), 0);
    else this.#face('•••', '', 'none', 0);
  }

  idle(label) {
    this.#rest('idle');
    this.#face('–', label, 'none', 0);
  }

  #face(text, label, look, left) {
    setText(this.#number, text);
    setText(this.#label, label);
    setAttribute(this.#hub, 'data-colour', look);
    setAttribute(this.#ring, 'stroke-dashoffset', (RING * (1 - left)).toFixed(1));
    setAttribute(this.#ring, 'data-hurry', left > 0 && left < 0.25);
  }

  #rest(shown) {
    if (this.#shown === shown) return;
    this.#shown = shown;
    for (const animation of this.#running) animation.cancel();
    this.#running = [];
    setAttribute(this.#orbit, 'visibility', shown.startsWith('betting') || shown === 'idle' ? 'hidden' : 'visible');
  }

  #spin() {
    if (prefersStillness()) return;
    const turn = (degrees) => [{ transform: 'rotate(0deg)' }, { transform: `rotate(${degrees}deg)` }];
    this.#running = [
      this.#rotor.animate(turn(360), { duration: 6_000, iterations: Infinity }),
      this.#orbit.animate(turn(-360), { duration: 1_100, iterations: Infinity }),
    ];
  }

  #land(number, duration) {
    const rest = WHEEL.indexOf(number) * STEP;
    const settle = (from, to) => [{ transform: `rotate(${from}deg)` }, { transform: `rotate(${to}deg)` }];
    const timing = { duration, fill: 'forwards', easing: 'cubic-bezier(.15,.6,.25,1)' };
    this.#running = [
      this.#rotor.animate(settle(-120, 0), timing),
      this.#orbit.animate(settle(rest + 720, rest), timing),
    ];
  }
}
