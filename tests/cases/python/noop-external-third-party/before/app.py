import requests
from sqlalchemy.orm import Session

sessions = Session(), requests.Session()
