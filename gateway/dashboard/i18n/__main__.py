"""`python -m gateway.dashboard.i18n` brings the files of Hindi words up to date."""

from gateway.dashboard.i18n import update

if __name__ == "__main__":
    update.main()
