import { Injectable } from '@angular/core';
import { PreloadingStrategy, Route } from '@angular/router';
import { EMPTY, Observable } from 'rxjs';

/** Once the first page stands, the shopper's next ones are fetched: a bag opens at once, also in a tunnel. */
@Injectable({ providedIn: 'root' })
export class PreloadShop implements PreloadingStrategy {
  preload(route: Route, load: () => Observable<unknown>): Observable<unknown> {
    return route.path?.startsWith('staff') ? EMPTY : load();
  }
}
