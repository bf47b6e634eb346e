/* Draws the charts of a page from what `data-chart` holds: the texts of the table below it.
   The table goes behind a button; without this script, or on paper, it is what is shown. */
"use strict";

(() => {
  const NOTHING = "--";
  const SYMBOLS = ["circle", "rect", "triangle", "diamond"];
  const DASHES = ["solid", "dashed", "dotted", [8, 3, 2, 3]];
  const DECALS = [
    { symbol: "none" },
    { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [3, 4], rotation: -Math.PI / 4, color: "rgba(255,255,255,.75)" },
    { symbol: "circle", symbolSize: 0.7, dashArrayX: [[8, 8], [0, 8, 8, 0]], dashArrayY: [6, 0], color: "rgba(255,255,255,.8)" },
    { symbol: "rect", dashArrayX: [[6, 6], [0, 6, 6, 0]], dashArrayY: [6, 0], color: "rgba(255,255,255,.6)" },
  ];
  // Of the six classes of a calendar: the worse, the denser.
  const BAND_DECALS = [
    { symbol: "none" },
    { symbol: "none" },
    { symbol: "circle", symbolSize: 0.5, dashArrayX: [[10, 10]], dashArrayY: [9, 0], color: "rgba(0,0,0,.22)" },
    { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [1, 8], rotation: -Math.PI / 4, color: "rgba(255,255,255,.35)" },
    { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [1, 6], rotation: Math.PI / 4, color: "rgba(255,255,255,.35)" },
    { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [1, 4], color: "rgba(255,255,255,.35)" },
  ];
  const WIDE = 720;

  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const number = (text) => (text === NOTHING ? null : Number(text));
  const shown = (value, unit) => (value === null || value === undefined ? "无数据" : `${value}${unit}`);

  const base = (data) => ({
    animation: false,
    textStyle: { fontFamily: token("--bh-sans"), color: token("--bh-ink") },
    aria: { enabled: true, label: { enabled: false }, decal: { show: true, decals: DECALS } },
    tooltip: {
      renderMode: "richText",
      confine: true,
      valueFormatter: (value) => shown(value, data.unit),
    },
  });

  const colours = () => [1, 2, 3, 4].map((each) => token(`--bh-chart-${each}`));

  const axes = (data, width) => ({
    color: colours(),
    grid: { left: 8, right: 16, top: data.series.length > 1 ? 44 : 26, bottom: 8, containLabel: true },
    legend: { show: data.series.length > 1, top: 0, left: 0, itemWidth: 26, icon: null },
    xAxis: {
      type: "category",
      data: data.labels,
      axisLine: { lineStyle: { color: token("--bh-field") } },
      axisTick: { alignWithLabel: true },
      axisLabel: { color: token("--bh-quiet"), hideOverlap: true, fontSize: width < WIDE ? 11 : 12 },
    },
    yAxis: {
      type: "value",
      axisLabel: { color: token("--bh-quiet") },
      splitLine: { lineStyle: { color: token("--bh-line") } },
    },
  });

  const limits = (data) => ({
    silent: true,
    symbol: "none",
    data: data.limits.map((each) => ({
      yAxis: Number(each.value),
      name: each.name,
      label: { formatter: `${each.name} ${each.value}`, position: "insideStartTop", color: token("--bh-late") },
      lineStyle: { color: token("--bh-late"), type: "dashed", width: 1.5 },
    })),
  });

  const plain = (data, width) => {
    const bars = data.kind !== "line";
    const option = Object.assign(base(data), axes(data, width));
    option.tooltip.trigger = "axis";
    const most = Math.max(0, ...data.limits.map((each) => Number(each.value)));
    option.yAxis.max = (value) => (value.max < most ? most : null);
    option.series = data.series.map((each, place) => ({
      name: each.name,
      type: bars ? "bar" : "line",
      data: each.values.map(number),
      barMaxWidth: 34,
      connectNulls: false,
      symbol: SYMBOLS[place % SYMBOLS.length],
      symbolSize: 8,
      showSymbol: data.labels.length <= 40,
      lineStyle: { type: DASHES[place % DASHES.length], width: 2.5 },
      label: { show: bars && data.labels.length * data.series.length <= 26 && width >= WIDE, position: "top", color: token("--bh-ink"), fontSize: 11 },
      markLine: place === 0 && data.limits.length ? limits(data) : undefined,
    }));
    return option;
  };

  const bandOf = (value, bands) => bands.findIndex((each) => each.upto === null || value <= Number(each.upto));

  const calendar = (data, width) => {
    const wide = width >= WIDE;
    const dark = data.bands.map((each) => token(`--bh-${each.tone}-ink`));
    const option = base(data);
    option.tooltip.formatter = (each) => {
      const place = bandOf(each.value[1], data.bands);
      return `${each.value[0]}　${each.value[1]}${data.unit}　${place < 0 ? "" : data.bands[place].word}`;
    };
    option.visualMap = {
      type: "piecewise",
      show: false,
      dimension: 1,
      pieces: data.bands.map((each, place) => {
        const piece = { color: token(`--bh-${each.tone}`) };
        if (each.upto !== null) piece.lte = Number(each.upto);
        if (place > 0) piece.gt = Number(data.bands[place - 1].upto);
        return piece;
      }),
    };
    option.calendar = {
      orient: wide ? "horizontal" : "vertical",
      left: wide ? 36 : 48,
      right: 4,
      top: wide ? 26 : 40,
      bottom: 4,
      cellSize: ["auto", "auto"],
      range: [data.labels[0], data.labels[data.labels.length - 1]],
      splitLine: { lineStyle: { color: token("--bh-ink"), width: 1.5 } },
      itemStyle: { color: token("--bh-surface"), borderColor: token("--bh-line"), borderWidth: 1 },
      dayLabel: { firstDay: 1, nameMap: ["日", "一", "二", "三", "四", "五", "六"], color: token("--bh-quiet") },
      monthLabel: { nameMap: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((each) => `${each}月`), color: token("--bh-quiet") },
      yearLabel: { show: false },
    };
    option.series = [
      {
        type: "heatmap",
        coordinateSystem: "calendar",
        data: data.labels
          .map((day, place) => [day, number(data.series[0].values[place])])
          .filter((each) => each[1] !== null)
          .map((each) => {
            const band = bandOf(each[1], data.bands);
            return {
              value: each,
              itemStyle: { decal: BAND_DECALS[band] || BAND_DECALS[0] },
              label: { show: true, color: dark[band], fontSize: wide ? 9 : 11, formatter: () => String(each[1]) },
            };
          }),
      },
    ];
    return option;
  };

  const height = (data, width) => {
    if (data.kind !== "calendar") return 300;
    if (width >= WIDE) return 200;
    const days = (Date.parse(data.labels[data.labels.length - 1]) - Date.parse(data.labels[0])) / 86400000;
    return 60 + Math.ceil(days / 7 + 1) * 24;
  };

  const toggle = (figure) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm bh-chart-toggle";
    button.textContent = "看数据表";
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => {
      const table = figure.classList.toggle("bh-chart-as-table");
      button.setAttribute("aria-pressed", String(table));
      button.textContent = table ? "看图" : "看数据表";
      if (!table) figure.dispatchEvent(new Event("bh-redraw"));
    });
    figure.querySelector("figcaption").append(button);
  };

  const draw = (figure) => {
    const data = JSON.parse(figure.dataset.chart);
    if (!data.labels.length) return;
    const view = figure.querySelector(".bh-chart-view");
    view.hidden = false;
    figure.classList.add("bh-chart-drawn");
    let chart = null;
    let last = 0;
    const fit = () => {
      const width = view.clientWidth;
      if (!width || width === last) return;
      last = width;
      view.style.height = `${height(data, width)}px`;
      if (!chart) chart = window.echarts.init(view, null, { renderer: "canvas" });
      chart.resize();
      chart.setOption(data.kind === "calendar" ? calendar(data, width) : plain(data, width), true);
      figure.dataset.drawn = "yes";
    };
    fit();
    toggle(figure);
    figure.addEventListener("bh-redraw", fit);
    if (window.ResizeObserver) new ResizeObserver(fit).observe(view);
  };

  const ready = () => {
    if (!window.echarts) return;
    document.querySelectorAll("figure[data-chart]").forEach(draw);
  };

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ready);
  else ready();
})();
