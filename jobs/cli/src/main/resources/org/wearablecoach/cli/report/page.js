"use strict";
document.querySelectorAll("[data-chart]").forEach(function (box) {
  var option = JSON.parse(document.getElementById(box.dataset.chart).textContent);
  var chart = echarts.init(box);
  chart.setOption(option);
  window.addEventListener("resize", function () {
    chart.resize();
  });
});
