// Put a pin on the map: by clicking, dragging, arrow keys or a place's name. The ward follows.
/* global L */
import { cityMap } from "./map.js";

class PlacePicker extends HTMLElement {
  connectedCallback() {
    this.words = JSON.parse(this.dataset.words);
    this.form = this.closest("form");
    this.append(...this.searchRow());
    const box = document.createElement("div");
    box.className = "map";
    this.append(box);
    this.map = cityMap(box, this);
    this.map.on("click", (event) => this.put(event.latlng));
    const { lat, lon } = this.form.elements;
    if (lat.value && lon.value) {
      this.put(L.latLng(Number(lat.value), Number(lon.value)), { quiet: true });
      this.map.setView(this.pin.getLatLng(), 15);
    }
  }

  element(name, properties) {
    return Object.assign(document.createElement(name), properties);
  }

  searchRow() {
    const label = this.element("label", { htmlFor: "place-q", textContent: this.words.find });
    const row = this.element("div", { className: "find-words" });
    const input = this.element("input", { id: "place-q", type: "search", maxLength: 80, autocomplete: "off" });
    const go = this.element("button", { type: "button", textContent: this.words.go });
    const answers = this.element("div");
    answers.setAttribute("role", "status");
    const search = async () => {
      if (!input.value.trim()) return;
      const answer = await fetch(`${this.dataset.places}?q=${encodeURIComponent(input.value)}`, { headers: { "HX-Request": "true" } });
      answers.innerHTML = answer.ok ? await answer.text() : "";
      if (!answers.querySelector("a")) answers.textContent = this.words.none;
    };
    go.addEventListener("click", search);
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") {
        event.preventDefault();
        search();
      }
    });
    answers.addEventListener("click", (event) => {
      const { lat, lon, rough } = event.target.dataset;
      if (!lat) return;
      event.preventDefault();
      const place = L.latLng(Number(lat), Number(lon));
      this.map.setView(place, rough ? 14 : 17);
      this.put(place);
    });
    row.append(input, go);
    const tools = this.element("div", { className: "row small" });
    this.state = this.element("span", { textContent: this.words.hint });
    this.state.setAttribute("role", "status");
    const middle = this.element("button", { type: "button", className: "bare", textContent: this.words.middle });
    middle.addEventListener("click", () => this.put(this.map.getCenter()));
    this.clear = this.element("button", { type: "button", className: "bare", textContent: this.words.clear, hidden: true });
    this.clear.addEventListener("click", () => this.remove());
    tools.append(this.state, middle, this.clear);
    return [label, row, answers, tools];
  }

  put(place, { quiet = false } = {}) {
    if (this.pin) this.pin.setLatLng(place);
    else {
      const dot = this.element("div", { className: "pin c1" });
      const icon = L.divIcon({ html: dot, className: "pin-wrap", iconSize: [26, 30], iconAnchor: [13, 15] });
      this.pin = L.marker(place, { icon, draggable: true, title: this.words.pin, alt: this.words.pin }).addTo(this.map);
      this.pin.on("dragend", () => this.moved());
      this.pin.getElement().setAttribute("aria-label", this.words.pin);
      this.pin.getElement().addEventListener("keydown", (event) => this.nudge(event));
    }
    this.clear.hidden = false;
    if (!quiet) this.moved();
  }

  nudge(event) {
    const step = { ArrowLeft: [-4, 0], ArrowRight: [4, 0], ArrowUp: [0, -4], ArrowDown: [0, 4] }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const spot = this.map.latLngToContainerPoint(this.pin.getLatLng()).add(step);
    this.pin.setLatLng(this.map.containerPointToLatLng(spot));
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.moved(), 400);
  }

  remove() {
    this.pin?.remove();
    this.pin = undefined;
    this.clear.hidden = true;
    this.form.elements.lat.value = this.form.elements.lon.value = "";
    this.state.textContent = this.words.hint;
    this.announce();
  }

  async moved() {
    const { lat, lng } = this.pin.getLatLng();
    this.form.elements.lat.value = lat.toFixed(6);
    this.form.elements.lon.value = lng.toFixed(6);
    this.announce();
    const answer = await fetch(`${this.dataset.ward}?lat=${lat.toFixed(6)}&lon=${lng.toFixed(6)}`);
    if (!answer.ok) return;
    const ward = await answer.json();
    if (!ward.inside) {
      this.state.textContent = this.words.outside;
      return;
    }
    const select = this.form.elements.ward;
    const option = [...select.options].find((each) => each.text === ward.name);
    if (option) select.value = option.value;
    this.state.textContent = `${this.words.ward} ${ward.name}: ${ward.approximate ? this.words.rough : this.words.sure}`;
  }

  announce() {
    this.form.dispatchEvent(new Event("input", { bubbles: true }));
    document.body.dispatchEvent(new CustomEvent("pin-moved"));
  }
}

customElements.define("place-picker", PlacePicker);
