import { Component, input } from '@angular/core';
import { TranslatePipe } from '@ngx-translate/core';
import { Icon } from './icons';
import { When } from './when';

export interface TimelineStep {
  readonly id: string;
  /** Key of its name. */
  readonly text: string;
  readonly icon: string;
  readonly state: 'done' | 'now' | 'ahead' | 'stopped';
  /** When it was reached. */
  readonly at?: string;
}

/** The way of an order: done is filled and has a time, now pulses softly, ahead is outlined. */
@Component({
  selector: 'stoa-timeline',
  imports: [Icon, TranslatePipe, When],
  templateUrl: './timeline.html',
  styleUrl: './timeline.scss',
})
export class Timeline {
  readonly steps = input.required<readonly TimelineStep[]>();
}
