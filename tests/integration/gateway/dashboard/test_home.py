"""The home page shows what the reports of the API say, and stands when a service does not answer."""

from gateway.app import create_app
from tests.factories.dashboard import Visitor, until


def test_a_sale_moves_today_the_month_the_chart_and_the_shares(owner, selling):
    selling(1)
    selling(2)

    page = until(owner, "/dashboard/home/figures", "₹336.00")

    assert "Average basket ₹168.00" in page.words
    assert "Invoices 2" in page.words
    assert "Tax ₹16.00" in page.words
    assert page.words.count("UPI ₹336.00") == 1
    assert page.words.count("Indiranagar ₹336.00") == 1
    assert '<rect class="bar"' in page.text
    assert "Sales up to" in page.words


def test_what_runs_low_is_listed_and_its_name_is_text(owner, selling):
    selling(3)

    page = until(owner, "/dashboard", "Tea <b>250 g</b>")

    assert "&lt;b&gt;250 g&lt;/b&gt;" in page.text
    assert "Low stock 1" in page.words


def test_in_the_sandbox_there_is_none_of_it(owner, selling):
    selling(1)
    until(owner, "/dashboard", "₹112.00")

    owner.send("/dashboard", "/dashboard/mode", mode="sandbox")

    words = owner.get("/dashboard").words
    assert "You look at the sandbox" in words
    assert "₹112.00" not in words


def test_a_cashier_sees_low_stock_and_no_figures(member, owner, selling):
    selling(3)
    until(owner, "/dashboard", "Low stock 1")

    words = member("cashier").get("/dashboard").words

    assert "Low stock 1" in words
    assert ("This month" in words, "Webhooks" in words) == (False, False)


def test_without_services_the_page_stands_and_says_so(make_parts, worker, shop):
    from tests.factories.dashboard import join

    visitor = Visitor(create_app(make_parts(amqp_url="amqp://guest:guest@127.0.0.1:1/", rpc_deadline_seconds=1.0)))
    visitor.log_in(join(worker, shop))

    page = visitor.get("/dashboard")

    assert page.status == 200
    assert page.words.count("This part does not answer at the moment.") >= 6
