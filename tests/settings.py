"""The product's settings, plus the sample process that the process engine is tested with."""

from bihuan.config import settings as product

globals().update({name: getattr(product, name) for name in dir(product) if name.isupper()})
INSTALLED_APPS = [*product.INSTALLED_APPS, "bihuan.kernel.process.tests.sample"]
