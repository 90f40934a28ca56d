// How much more can it take.
import { byId, el, list, setAttribute, setText, showEither, svg } from './dom.js';
import { bytes, count, latency, micros, percent, rate, short, times } from './format.js';
import { cells, figures } from './parts.js';

export class Capacity {
  constructor() {
    this.values = figures(byId('capacity'), ['Now', 'Peak today', 'At most', 'Cost of an event', 'Waiting per client', 'Collector pauses']);
    this.now = svg('rect', { class: 'now', x: 0, y: 0, height: 26 });
    this.peak = svg('rect', { class: 'peak', y: 0, width: 4, height: 26 });
    byId('gauge').append(svg('rect', { class: 'room', x: 0, y: 0, width: 1000, height: 26 }), this.now, this.peak);
  }

  /** @param {any} overview */
  update(overview) {
    const { capacity, flow, lanes } = overview;
    const isKnown = capacity.projectedPerSecond > 0;
    setText(byId('capacity-words'), isKnown
      ? `It could take about ${rate(capacity.projectedPerSecond)} events a second`
        + `${capacity.headroom > 0 ? `, ${times(capacity.headroom)} times what comes now` : ''}. First to give way: ${capacity.bottleneck || 'not known'}.`
      : 'Nothing comes in, so there is nothing to project from.');
    setText(byId('more-sum'), capacity.headroom > 0 ? `headroom ${times(capacity.headroom)}×` : '');
    const across = value => (isKnown ? Math.min(1000, (value ?? 0) / capacity.projectedPerSecond * 1000).toFixed(1) : 0);
    setAttribute(this.now, 'width', across(capacity.eventsPerSecond));
    setAttribute(this.peak, 'x', Math.min(996, Number(across(capacity.peakPerSecond))));
    setAttribute(byId('gauge'), 'aria-label', isKnown
      ? `Now ${rate(capacity.eventsPerSecond)}, peak ${rate(capacity.peakPerSecond)}, of ${rate(capacity.projectedPerSecond)} events a second` : 'No figures yet');

    setText(this.values.Now, `${rate(capacity.eventsPerSecond)}/s`);
    setText(this.values['Peak today'], `${rate(capacity.peakPerSecond)}/s`);
    setText(this.values['At most'], isKnown ? `${rate(capacity.projectedPerSecond)}/s` : '–');
    setText(this.values['Cost of an event'], micros(capacity.processorMicrosecondsPerEvent));
    setText(this.values['Waiting per client'], bytes(capacity.bytesPerClient));
    setText(this.values['Collector pauses'], flow?.pausesMsPerSecond > 0 ? `${latency(flow.pausesMsPerSecond)}/s` : flow ? 'none' : '–');

    showEither(byId('lanes'), byId('lanes-empty'), lanes.length > 0);
    list(byId('lanes-rows'), lanes, lane => lane.name, create, update);
  }
}

function create(lane) {
  const [waiting, highWater, capacity] = cells(3, () => 'n');
  const row = el('tr', {}, el('th', { scope: 'row' }, lane.name), waiting, highWater, capacity);
  row.parts = { waiting, highWater, capacity };
  return row;
}

function update(row, lane) {
  setText(row.parts.waiting, count(lane.waiting));
  setText(row.parts.highWater, `${count(lane.highWater)} (${percent(lane.capacity ? lane.highWater / lane.capacity : 0)})`);
  setText(row.parts.capacity, short(lane.capacity));
}
