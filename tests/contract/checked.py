"""A made-up town whose figures agree, contradict each other, are revised, break off and are missing."""

from tests.towns import Teller, Told, Town

TELLERS = (
    Teller("plan", "2025-01-05", "town-hall"),
    Teller("prelim", "2025-01-20", "bureau"),
    Teller("paper", "2025-02-05", "paper", "major-media"),
    Teller("copy", "2025-02-10", "bureau", "other"),
    Teller("bulletin", "2025-03-01", "bureau"),
    Teller("blog", "2025-06-01", "blog", "other"),
    Teller("daily", "2025-09-01", "daily", "major-media"),
    Teller("yearbook", "2025-10-01", "bureau"),
)
TOLD = (
    # A series of five years; the last was told early, copied, rivalled and revised.
    Told("gdp", "2020", "1000.00亿元", "bulletin"),
    Told("gdp", "2021", "1100.00亿元", "bulletin"),
    Told("gdp", "2022", "1210.00亿元", "bulletin"),
    Told("gdp", "2023", "1331.00亿元", "bulletin"),
    Told("gdp", "2024", "1450.00亿元", "prelim"),
    Told("gdp", "2024", "1450亿元", "copy"),
    Told("gdp", "2024", "1464.10亿元", "yearbook", revision="final"),
    Told("gdp", "2024", "1600亿元", "blog"),
    Told("gdp", "2025", "1600亿元", "plan", status="F"),
    # Two that agree.
    Told("shops", "2024", "800.00亿元", "bulletin"),
    Told("shops", "2024", "超700亿元", "paper"),
    # A new base from 2022 on.
    Told("gdp", "2020", "400.00亿元", "bulletin", area="north"),
    Told("gdp", "2021", "440.00亿元", "bulletin", area="north"),
    Told("gdp", "2022", "605.00亿元", "bulletin", area="north"),
    Told("gdp", "2023", "665.50亿元", "bulletin", area="north"),
    # One year is missing, and two that a gap explains.
    Told("gdp", "2016", "500.00亿元", "bulletin", area="south"),
    Told("gdp", "2019", "600.00亿元", "bulletin", area="south"),
    Told("gdp", "2020", "600.00亿元", "bulletin", area="south"),
    Told("gdp", "2022", "605.00亿元", "bulletin", area="south"),
    Told("gdp", "2023", "665.50亿元", "bulletin", area="south"),
    # Only a bound.
    Told("gdp", "2022", "超9000亿元", "bulletin", area="land"),
    Told("gdp", "2023", "10000.00亿元", "bulletin", area="land"),
    Told("gdp", "2024", "12000.00亿元", "bulletin", area="land"),
    # A share that its own parts contradict.
    Told("cars", "2024", "50万辆", "blog"),
    Told("cars_share", "2024", "15%", "blog"),
    Told("cars", "2024", "1288.8万辆", "bulletin", area="land"),
    # Published growth rates: one that the levels bear out, and one that they do not.
    Told("retail", "2022", "200.0亿元", "bulletin"),
    Told("retail", "2023", "210.0亿元", "bulletin"),
    Told("retail", "2024", "231.0亿元", "bulletin"),
    Told("retail_growth", "2023", "5.0%", "bulletin"),
    Told("retail_growth", "2024", "9.8%", "yearbook"),
    # January to date.
    Told("freight", "2024-01-01/P3M", "10.0万吨", "bulletin"),
    Told("freight", "2024-01-01/P6M", "25.0万吨", "bulletin"),
    Told("freight", "2024-01-01/P9M", "约45万吨", "bulletin"),
    Told("freight", "2024", "70.0万吨", "bulletin"),
    Told("factories", "2024", "12家", "bulletin"),
    Told("factories", "2025", "近20家", "blog"),
    Told("works", "2023", "无数据", "bulletin", status="M"),
    Told("works", "2024", "600亿元", "bulletin", status="P"),
    Told("works", "2025", "700亿元", "plan", status="F"),
    # Years, and January to date only from the second on.
    Told("farms", "2022", "10.0亿元", "bulletin"),
    Told("farms", "2023-01-01/P6M", "4.0亿元", "bulletin"),
    Told("farms", "2023", "12.0亿元", "bulletin"),
    # Revised twice, the second time less finely.
    Told("cars", "2024", "50.25万辆", "prelim", area="north", revision="final"),
    Told("cars", "2024", "51万辆", "yearbook", area="north", revision="final"),
    # A paper prints what the bureau counted, and the bureau revises it.
    Told("factories", "2024", "30家", "paper", area="north", origin="bureau"),
    Told("factories", "2024", "31家", "yearbook", area="north", revision="final"),
    # Two papers print what the bureau counted, the second as revised; and a paper of its own counting is rivalled.
    Told("factories", "2024", "40家", "paper", area="south", origin="bureau"),
    Told("factories", "2024", "42家", "daily", area="south", origin="bureau", revision="final"),
    Told("factories", "2024", "40家", "paper", area="land"),
    Told("factories", "2024", "42家", "daily", area="land", origin="bureau", revision="final"),
    # A new scope from 2023 on, to which the yearbook brought 2022.
    Told("shops", "2021", "90.00亿元", "bulletin", area="north"),
    Told("shops", "2022", "100.00亿元", "bulletin", area="north"),
    Told("shops", "2022", "200.00亿元", "yearbook", area="north", revision="census"),
    Told("shops", "2023", "220.00亿元", "bulletin", area="north"),
    # Single months beside January to date.
    Told("shops", "2024-01", "10.0亿元", "bulletin", area="south"),
    Told("shops", "2024-01-01/P2M", "30.0亿元", "bulletin", area="south"),
    Told("shops", "2024-02", "20.0亿元", "bulletin", area="south"),
    Told("shops", "2024-01-01/P3M", "60.0亿元", "bulletin", area="south"),
    Told("shops", "2024-03", "30.0亿元", "bulletin", area="south"),
)
RULES = (
    {"code": "same", "kind": "same"},
    {
        "code": "share",
        "kind": "share",
        "indicator_code": "cars_share",
        "part_code": "cars",
        "whole_code": "cars",
        "whole_area_code": "land",
    },
    {"code": "growth", "kind": "growth", "indicator_code": "retail_growth", "part_code": "retail"},
    {"code": "districts", "kind": "sum_of_areas", "indicator_code": "gdp", "whole_area_code": "town"},
)
BREAKS = (
    {"code": "new-base", "indicator_code": "gdp", "area_code": "north", "time_period": "2022"},
    {"code": "new-scope", "indicator_code": "shops", "area_code": "north", "time_period": "2023"},
)
GAPS = (
    {"indicator_code": "gdp", "area_code": "south", "start_period": "2017", "end_period": "2018"},
    {"indicator_code": "cars", "area_code": "south", "start_period": "2020", "end_period": "2024"},
)
CHECKED = Town(TELLERS, TOLD, RULES, BREAKS, GAPS)
