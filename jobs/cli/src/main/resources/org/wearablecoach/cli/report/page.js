"use strict";
(function () {
  var panels = Array.from(document.querySelectorAll(".panel"));
  var charts = [];
  function draw(panel) {
    // A chart is drawn when its panel is seen first: hidden, it would have no size.
    panel.querySelectorAll("[data-chart]:not([data-drawn])").forEach(function (box) {
      var option = JSON.parse(document.getElementById(box.dataset.chart).textContent);
      var chart = echarts.init(box);
      chart.setOption(option);
      box.dataset.drawn = "";
      charts.push(chart);
    });
  }
  function show(id) {
    panels.forEach(function (panel) {
      panel.hidden = panel.id !== id;
      if (!panel.hidden) {
        draw(panel);
      }
    });
    resize();
  }
  function resize() {
    charts.forEach(function (chart) {
      if (chart.getDom().offsetWidth > 0) {
        chart.resize();
      }
    });
  }
  window.addEventListener("resize", resize);
  var choice = document.getElementById("panels");
  if (choice) {
    choice.addEventListener("change", function () {
      show(choice.value);
    });
    show(choice.value);
  } else {
    panels.forEach(draw);
  }
})();
