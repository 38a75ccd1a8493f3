// The city's map, and the projects on it. Enhances <project-map>; without it the page is whole.
/* global L */

const MAX_ZOOM = 19;

/** A Leaflet map of the city inside an element, with tiles, or with ward names where tiles fail. */
export function cityMap(box, host) {
  const [west, south, east, north] = host.dataset.bounds.split(",").map(Number);
  const bounds = L.latLngBounds([south, west], [north, east]);
  const map = L.map(box, {
    maxBounds: bounds.pad(0.5),
    minZoom: 9,
    maxZoom: MAX_ZOOM,
    zoomSnap: 0.5,
    zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    fadeAnimation: false,
  });
  map.attributionControl.setPrefix(false);
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", host.dataset.label);
  const tiles = L.tileLayer(host.dataset.tiles, {
    attribution: host.dataset.attribution,
    maxZoom: MAX_ZOOM,
  });
  let loaded = 0;
  let failed = 0;
  tiles.on("tileload", () => { loaded += 1; });
  tiles.on("tileerror", () => {
    failed += 1;
    if (failed === 3 && loaded === 0) {
      map.removeLayer(tiles);
      showWards(map, host);
    }
  });
  tiles.addTo(map);
  map.on("zoomend", () => box.classList.toggle("far", map.getZoom() < 12));
  map.fitBounds(bounds.pad(-0.14));
  box.classList.toggle("far", map.getZoom() < 12);
  return map;
}

async function showWards(map, host) {
  const note = document.createElement("p");
  note.className = "map-note";
  note.textContent = host.dataset.unreachable;
  host.append(note);
  const answer = await fetch(host.dataset.wards);
  if (!answer.ok) return;
  const { wards } = await answer.json();
  for (const [longitude, latitude, name] of wards) {
    const span = document.createElement("span");
    span.className = "ward-name";
    span.textContent = name;
    const spot = document.createElement("span");
    spot.className = "ward-spot";
    const both = document.createElement("div");
    both.append(spot, span);
    L.marker([latitude, longitude], {
      icon: L.divIcon({ html: both, className: "ward-label", iconSize: [0, 0] }),
      interactive: false,
      keyboard: false,
      zIndexOffset: -1000,
    }).addTo(map);
  }
}

function pinIcon(colour) {
  const pin = document.createElement("div");
  pin.className = `pin c${colour ?? 0}`;
  return L.divIcon({ html: pin, className: "pin-wrap", iconSize: [26, 30], iconAnchor: [13, 15] });
}

function crowdIcon(count) {
  const crowd = document.createElement("div");
  const big = count > 99;
  crowd.className = big ? "crowd big" : "crowd";
  crowd.textContent = count > 9999 ? `${Math.round(count / 1000)}k` : count;
  const size = big ? [54, 62] : [40, 46];
  return L.divIcon({ html: crowd, className: "pin-wrap", iconSize: size });
}

/** Points on one spot are set in a ring around it, so that each can be reached. */
function spread(points, map) {
  const bySpot = new Map();
  for (const point of points) {
    const key = `${point[0]},${point[1]}`;
    bySpot.set(key, [...(bySpot.get(key) ?? []), point]);
  }
  return [...bySpot.values()].flatMap((group) => group.map((point, index) => {
    const place = L.latLng(point[1], point[0]);
    if (group.length === 1) return [point, place];
    const turn = (2 * Math.PI * index) / group.length;
    const radius = Math.min(14 + 3 * group.length, 70);
    const centre = map.latLngToLayerPoint(place);
    return [point, map.layerPointToLatLng(centre.add([radius * Math.cos(turn), radius * Math.sin(turn)]))];
  }));
}

const REACH = 12; // pixels around its middle that each feature has to itself
const ROUNDS = 4;

/** Features that would cover each other are pushed apart, so that a finger meets only one. */
function pushApart(features, map) {
  const spots = features.map(([, place, half]) => ({ at: map.latLngToLayerPoint(place), half }));
  for (let round = 0; round < ROUNDS; round += 1) {
    let moved = false;
    for (const [index, one] of spots.entries()) {
      for (const other of spots.slice(index + 1)) {
        const gap = other.at.subtract(one.at);
        const missing = REACH + Math.max(one.half, other.half) - Math.hypot(gap.x, gap.y);
        if (missing <= 0) continue;
        const length = Math.hypot(gap.x, gap.y);
        const way = (length ? gap.divideBy(length) : L.point(1, 0)).multiplyBy(missing / 2 + 0.5);
        one.at = one.at.subtract(way);
        other.at = other.at.add(way);
        one.moved = other.moved = moved = true;
      }
    }
    if (!moved) break;
  }
  return features.map(([feature, place], index) => {
    const { at, moved } = spots[index];
    return [feature, moved ? map.layerPointToLatLng(at) : place];
  });
}

class ProjectMap extends HTMLElement {
  connectedCallback() {
    const box = document.createElement("div");
    box.className = "map";
    this.append(box);
    this.colours = Object.fromEntries(
      (this.dataset.colours ?? "").split(" ").filter(Boolean).map((pair) => pair.split(":")),
    );
    this.map = cityMap(box, this);
    this.features = L.layerGroup().addTo(this.map);
    this.drawn = new Map();
    this.goToPlace();
    this.map.on("moveend", () => this.refresh());
    for (const event of ["htmx:pushedIntoHistory", "htmx:historyRestore"]) {
      document.body.addEventListener(event, () => this.refresh());
    }
    this.refresh();
  }

  goToPlace() {
    const query = new URLSearchParams(location.search);
    const near = query.get("near")?.split(",").map(Number);
    if (near?.length !== 2 || !near.every(Number.isFinite)) return;
    const metres = 2000 * Number(query.get("within"));
    if (metres > 0) this.map.fitBounds(L.latLng(near).toBounds(metres));
    else this.map.setView(near, 14);
  }

  async refresh() {
    this.request?.abort();
    this.request = new AbortController();
    const query = new URLSearchParams(location.search);
    for (const name of ["page", "sort"]) query.delete(name);
    if (!query.has("within")) query.delete("near");
    const view = this.map.getBounds();
    const edges = [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()];
    query.set("bbox", edges.map((edge) => edge.toFixed(4)).join(","));
    query.set("zoom", Math.floor(this.map.getZoom()));
    try {
      const answer = await fetch(`${this.dataset.points}?${query}`, { signal: this.request.signal });
      if (answer.ok) this.draw(await answer.json());
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  }

  /** Keeps what stays where it is, so that an open popup and the focus stay too. */
  draw({ points, clusters }) {
    const held = document.activeElement?.getAttribute("data-key");
    const wanted = new Map();
    const crowds = clusters.map((cluster) => [cluster, L.latLng(cluster[1], cluster[0]), cluster[2] > 99 ? 31 : 23]);
    const pins = spread(points, this.map).map(([point, place]) => [point, place, 15]);
    for (const [feature, place] of pushApart([...crowds, ...pins], this.map)) {
      const spot = `${place.lat.toFixed(6)},${place.lng.toFixed(6)}`;
      if (feature.length === 3) wanted.set(`${spot},${feature[2]}`, () => this.crowd(feature, place));
      else wanted.set(`${spot},${feature[2]}`, () => this.pin(feature, place));
    }
    for (const [key, marker] of this.drawn) {
      if (wanted.has(key)) continue;
      this.features.removeLayer(marker);
      this.drawn.delete(key);
    }
    for (const [key, make] of wanted) if (!this.drawn.has(key)) this.drawn.set(key, make());
    if (held && document.activeElement === document.body) {
      const again = this.querySelector(`[data-key="${CSS.escape(held)}"]`) ?? this.map.getContainer();
      again.focus({ preventScroll: true });
    }
  }

  crowd([longitude, latitude, count], place) {
    const label = `${count} ${this.dataset.many}`;
    const marker = L.marker(place, { icon: crowdIcon(count), title: label, alt: label });
    const closer = () => this.map.setView([latitude, longitude], Math.min(this.map.getZoom() + 2, MAX_ZOOM));
    marker.on("click", closer);
    this.add(marker, `${longitude},${latitude}`, label);
    marker.getElement().addEventListener("keydown", ({ key }) => {
      if (key === "Enter" || key === " ") closer();
    });
    return marker;
  }

  pin([, , slug, title, cause], place) {
    const marker = L.marker(place, { icon: pinIcon(this.colours[cause]), title, alt: title });
    const link = document.createElement("a");
    link.href = `${this.dataset.project}${slug}/`;
    link.textContent = title;
    marker.bindPopup(link);
    marker.on("popupopen", () => link.focus({ preventScroll: true }));
    link.addEventListener("keydown", ({ key }) => {
      if (key !== "Escape") return;
      marker.closePopup();
      marker.getElement().focus({ preventScroll: true });
    });
    return this.add(marker, slug, title);
  }

  add(marker, key, label) {
    marker.addTo(this.features);
    const element = marker.getElement();
    element.dataset.key = key;
    element.setAttribute("aria-label", label);
    return marker;
  }
}

// What was left open needs no place in the address bar.
document.body.addEventListener("htmx:configRequest", ({ detail: { formData } }) => {
  for (const name of new Set(formData.keys())) {
    const said = formData.getAll(name).filter((value) => value !== "");
    formData.delete(name);
    for (const value of said) formData.append(name, value);
  }
});

customElements.define("project-map", ProjectMap);
